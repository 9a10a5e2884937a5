"""What drums are shaped with: bands of noise and gliding tones.

Every sound, and what changes in it, has shape (n,).
"""

import numpy as np
from scipy.signal import butter, sosfilt

from lasaft_nb.synth import SAMPLE_RATE
from lasaft_nb.synth.instruments.modal import Samples

NYQUIST = SAMPLE_RATE / 2  # Hz


def band(sound: Samples, low: float | None, high: float | None, order: int = 2) -> Samples:
    """Butterworth band-pass (Hz); None opens a side."""
    if low is None:
        assert high is not None
        return sosfilt(butter(order, high / NYQUIST, "low", output="sos"), sound)
    if high is None:
        return sosfilt(butter(order, low / NYQUIST, "high", output="sos"), sound)
    return sosfilt(butter(order, [low / NYQUIST, high / NYQUIST], "band", output="sos"), sound)


def seconds(n_samples: int) -> Samples:
    """Times of ``n_samples``."""
    return np.arange(n_samples) / SAMPLE_RATE


def gliding(frequency: Samples) -> Samples:
    """A sine whose frequency (Hz) glides."""
    return np.sin(2 * np.pi * np.cumsum(frequency) / SAMPLE_RATE)
