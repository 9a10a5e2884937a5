"""Levels of mel bands: a quiet band counts as much as a loud one, as for MFCC (thesis 5.5.3)."""

from functools import cache

import torch
from torch import Tensor

N_BANDS = 48
FLOOR = 1e-2  # power; with windows of 2048 samples 74 dB below a sine of full scale


def band_levels(spectrogram: Tensor) -> Tensor:
    """Levels of `N_BANDS` mel bands in dB, nothing below that of `FLOOR`.

    Shapes: complex (b, c, t, f) to real (b, c, t, N_BANDS). The bins reach up to 11.025 kHz, as they do at `lite`.
    """
    power = torch.view_as_real(spectrogram).square().sum(dim=-1)
    return 10 * (power @ _bands(spectrogram.shape[-1]).to(power) + FLOOR).log10()


@cache
def _bands(n_bins: int) -> Tensor:
    """Triangles (f, N_BANDS), each with a peak of 1."""
    from librosa.filters import mel

    n_fft = 2 * (n_bins - 1)
    return torch.from_numpy(mel(sr=22050, n_fft=n_fft, n_mels=N_BANDS, norm=None).T.copy())
