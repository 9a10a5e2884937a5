"""A phase for a magnitude (Griffin and Lim 1984), by librosa."""

from inspect import signature

import numpy as np

from lasaft_nb.audio.waveform import Waveform
from lasaft_nb.errors import extra
from lasaft_nb.models.classic.spectrum import Magnitude
from lasaft_nb.spectrogram import StftConfig


def griffin_lim(
    magnitude: Magnitude, config: StftConfig, *, n_samples: int, n_iterations: int = 32, seed: int = 0
) -> Waveform:
    """Find a waveform whose spectrogram has nearly this magnitude; the phase starts at random.

    Each iteration transforms to a waveform and back and keeps the phase: what comes out is *a* consistent phase, not
    the true one. It can sound right while its SDR is negative.

    Args:
        magnitude: (c, t, f).
        config: STFT of the magnitude.
        n_samples: length of the waveform.
        n_iterations: more is slower and more consistent.
        seed: of the first phase.

    Returns:
        (n, c).
    """
    with extra("evaluate"):
        import librosa

    chance = "rng" if "rng" in signature(librosa.griffinlim).parameters else "random_state"  # renamed in librosa 1.0
    channels = [
        librosa.griffinlim(
            channel.T,
            n_iter=n_iterations,
            hop_length=config.hop_length,
            n_fft=config.n_fft,
            length=n_samples,
            **{chance: np.random.RandomState(seed)},  # the same phases in every version
        )
        for channel in magnitude
    ]
    return np.stack(channels, axis=1)
