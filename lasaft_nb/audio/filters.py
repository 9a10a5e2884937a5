"""The second-order filter that effects and the song generator share."""

from typing import Literal

import numpy as np
import numpy.typing as npt

BUTTERWORTH_Q = 0.707


def biquad(
    kind: Literal["lowpass", "highpass"], cutoff: float, *, sample_rate: int, q: float = BUTTERWORTH_Q
) -> npt.NDArray[np.float64]:
    """A low-pass or high-pass with one resonance as second-order sections (1, 6), as `scipy.signal.sosfilt` takes them.

    Analogue prototype H(s) = 1 / (s^2 + s/q + 1), or s^2 / (...) for a high-pass, moved to digital by the bilinear
    transform with the cutoff (Hz) kept in place (R. Bristow-Johnson, "Cookbook formulae for audio EQ biquads").
    ``sample_rate`` is in Hz.

    Raises:
        ValueError: another kind, or a cutoff that is not between 0 and half the sample rate.
    """
    if kind not in ("lowpass", "highpass"):
        raise ValueError(f'kind must be "lowpass" or "highpass", got {kind!r}')
    if not 0 < cutoff < sample_rate / 2:
        raise ValueError(f"cutoff must lie between 0 and half the sample rate ({sample_rate / 2} Hz), got {cutoff}")
    angle = 2 * np.pi * cutoff / sample_rate
    width, turn = np.sin(angle) / 2 / q, np.cos(angle)
    sign = 1 if kind == "lowpass" else -1
    norm, passed = 1 + width, 1 - sign * turn
    edge = passed / 2 / norm
    return np.array([[edge, sign * passed / norm, edge, 1, -2 * turn / norm, (1 - width) / norm]])
