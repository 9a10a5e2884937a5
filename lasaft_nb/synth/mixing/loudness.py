"""Loudness as ITU-R BS.1770 measures it, nearly."""

import numpy as np
from scipy.signal import sosfilt

from lasaft_nb.synth.mixing.filters import Samples
from lasaft_nb.synth.sound import SAMPLE_RATE

SILENT = -120.0  # what silence measures
K_WEIGHTING = np.array(
    [  # the standard's filters for 48 kHz: close enough at 44.1
        [1.53512485958697, -2.69169618940638, 1.19839281085285, 1.0, -1.69065929318241, 0.73248077421585],
        [1.0, -2.0, 1.0, 1.0, -1.99004745483398, 0.99007225036621],
    ]
)


def loudness(sound: Samples) -> float:
    """LUFS of ``sound`` (c, n): K-weighted energy in blocks of 400 ms, those 10 dB below the mean left out."""
    weighted = sosfilt(K_WEIGHTING, sound, axis=-1)
    size = int(0.1 * SAMPLE_RATE)
    n_blocks = sound.shape[-1] // size
    if n_blocks < 4:
        return SILENT
    energy = (weighted[:, : n_blocks * size] ** 2).reshape(sound.shape[0], n_blocks, size).mean(2).sum(0)
    energy = np.convolve(energy, np.ones(4) / 4, "valid")
    energy = energy[energy > 1e-7]
    if len(energy) == 0:
        return SILENT
    return -0.691 + 10 * np.log10(energy[energy > energy.mean() * 0.1].mean())


def decibels_to_gain(decibels: float) -> float:
    """10^(dB / 20)."""
    return 10 ** (decibels / 20)
