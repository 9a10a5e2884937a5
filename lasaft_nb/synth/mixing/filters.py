"""Equaliser sections (the audio-EQ cookbook's biquads) as second-order sections.

A section has shape (1, 6): three coefficients of the numerator, three of the denominator.
"""

from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.signal import sosfilt

from lasaft_nb.synth.sound import SAMPLE_RATE

Samples = NDArray[Any]  # floating point while mixing, integers once rounded


def equalized(sound: Samples, *sections: Samples) -> Samples:
    """``sound`` (..., n) through the sections in turn."""
    return sosfilt(np.concatenate(sections), sound, axis=-1)


def high_shelf(frequency: float, gain: float) -> Samples:
    """Everything above ``frequency`` (Hz) by ``gain`` (dB)."""
    a = 10 ** (gain / 40)
    w = 2 * np.pi * frequency / SAMPLE_RATE
    cos, alpha = np.cos(w), np.sin(w) / 2 * np.sqrt(2)
    k = 2 * np.sqrt(a) * alpha
    b = [a * ((a + 1) + (a - 1) * cos + k), -2 * a * ((a - 1) + (a + 1) * cos), a * ((a + 1) + (a - 1) * cos - k)]
    return _section(b, [(a + 1) - (a - 1) * cos + k, 2 * ((a - 1) - (a + 1) * cos), (a + 1) - (a - 1) * cos - k])


def peak(frequency: float, gain: float, q: float) -> Samples:
    """A bell at ``frequency`` (Hz) of ``gain`` (dB); ``q`` its sharpness."""
    a = 10 ** (gain / 40)
    w = 2 * np.pi * frequency / SAMPLE_RATE
    alpha, cos = np.sin(w) / 2 / q, np.cos(w)
    return _section([1 + alpha * a, -2 * cos, 1 - alpha * a], [1 + alpha / a, -2 * cos, 1 - alpha / a])


def high_pass(frequency: float) -> Samples:
    """Second-order Butterworth high-pass at ``frequency`` (Hz)."""
    w = 2 * np.pi * frequency / SAMPLE_RATE
    alpha, cos = np.sin(w) / 2 / 0.707, np.cos(w)
    norm = 1 + alpha
    edge = (1 + cos) / 2 / norm
    return np.array([[edge, -(1 + cos) / norm, edge, 1, -2 * cos / norm, (1 - alpha) / norm]])


def _section(numerator: list[float], denominator: list[float]) -> Samples:
    return np.array([[value / denominator[0] for value in numerator + denominator]])
