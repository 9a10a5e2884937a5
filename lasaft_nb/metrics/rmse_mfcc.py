"""RMSE-MFCC: how far two sounds are apart in timbre, the thesis's measure for audio manipulation (section 5.5)."""

import numpy as np
import numpy.typing as npt

from lasaft_nb.errors import UserError, extra
from lasaft_nb.metrics.framewise import Array, as_waveform

N_MFCC = 13
N_MELS = 128
N_FFT = 4096  # samples
HOP_LENGTH = 2048  # samples


def rmse_mfcc(a: npt.ArrayLike, b: npt.ArrayLike, sample_rate: int) -> float:
    """Root-mean-square difference of mel-frequency cepstral coefficients; 0 for equal sounds, smaller is closer.

    Thirteen coefficients of the left and thirteen of the right channel are stacked to 26 rows; per frame the root of
    the mean squared difference over the rows; then the mean over frames. A track's number; a table averages tracks.

    Args:
        a: waveform (n, 2) in [-1, 1].
        b: waveform of the same shape.
        sample_rate: Hz.

    Source: thesis section 5.5.3, Table 5.3; sizes as in the authors' evaluation script.

    Raises:
        UserError: other shapes, NaN, no (n, c) arrays. Silence is allowed.
    """
    one, other = as_waveform(a, name="a"), as_waveform(b, name="b")
    if one.shape != other.shape:
        raise UserError(f"a and b must have one shape, got {one.shape} and {other.shape}; cut or pad one of them")
    if isinstance(sample_rate, bool) or int(sample_rate) != sample_rate or sample_rate <= 0:
        raise UserError(f"sample_rate must be a positive whole number of Hz, got {sample_rate!r}")
    difference = _stacked_mfcc(one, sample_rate) - _stacked_mfcc(other, sample_rate)
    return float(np.sqrt((difference**2).mean(axis=0)).mean())


def _stacked_mfcc(waveform: Array, sample_rate: int) -> Array:
    """(n, c) -> (c * 13, frame)."""
    with extra("evaluate"):
        import librosa

    sizes = {"n_mfcc": N_MFCC, "n_mels": N_MELS, "n_fft": N_FFT, "hop_length": HOP_LENGTH}
    return np.concatenate([librosa.feature.mfcc(y=channel, sr=sample_rate, **sizes) for channel in waveform.T])
