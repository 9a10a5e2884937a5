"""The mixing desk's processors: equaliser, compressor, limiter, and a measure of loudness.

Equaliser sections are the audio-EQ cookbook's biquads, of shape (1, 6): three coefficients of the numerator, three of
the denominator. Compressor and limiter are gains, one curve for a whole bus, so that a sum of stems stays a sum of
stems. Loudness is ITU-R BS.1770's, with the settings that the dataset's bytes were made by.
"""

import numpy as np
from scipy.signal import sosfilt

from lasaft_nb.audio import levels
from lasaft_nb.audio.filters import biquad
from lasaft_nb.synth.keyed_random import SAMPLE_RATE, Samples


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
    return biquad("highpass", frequency, sample_rate=SAMPLE_RATE)


def _section(numerator: list[float], denominator: list[float]) -> Samples:
    return np.array([[value / denominator[0] for value in numerator + denominator]])


KNEE = 6.0  # dB


def compressor_gain(level: Samples, *, threshold: float, ratio: float, attack: float, release: float) -> Samples:
    """Gain (linear, (n,)) of a feed-forward compressor that listens to ``level`` (n,); dB, seconds."""
    block = 64
    n_blocks = -(-len(level) // block)
    padded = np.pad(level, (0, n_blocks * block - len(level)))
    over = 10 * np.log10((padded.reshape(n_blocks, block) ** 2).mean(1) + 1e-10) - threshold
    bent = np.where(over < -KNEE / 2, 0, (over + KNEE / 2) ** 2 / (2 * KNEE))
    wanted = np.where(over > KNEE / 2, over, bent) * (1 / ratio - 1)
    falling, rising = np.exp(-block / (attack * SAMPLE_RATE)), np.exp(-block / (release * SAMPLE_RATE))
    reached, gain = np.empty(n_blocks), 0.0
    for number, target in enumerate(wanted.tolist()):
        keep = falling if target < gain else rising
        gain = keep * gain + (1 - keep) * target
        reached[number] = gain
    return 10 ** (_between(reached, block, len(level)) / 20)


def limiter_gain(peaks: Samples, *, ceiling: float) -> Samples:
    """Gain (n,) that keeps ``peaks`` (n,) under ``ceiling``, looking three blocks of 256 samples ahead and back."""
    block, reach = 256, 3
    n_blocks = -(-len(peaks) // block)
    highest = np.pad(peaks, (0, n_blocks * block - len(peaks))).reshape(n_blocks, block).max(1)
    needed = np.minimum(1.0, ceiling / np.maximum(highest, 1e-9))
    padded = np.pad(needed, reach, constant_values=1.0)
    lowest = np.minimum.reduce([padded[shift : shift + n_blocks] for shift in range(2 * reach + 1)])
    window = np.hanning(2 * reach + 1)
    smooth = np.convolve(np.pad(lowest, reach, mode="edge"), window / window.sum(), "valid")
    return _between(smooth, block, len(peaks))


def _between(values: Samples, block: int, n_samples: int) -> Samples:
    """One value a block to one a sample, straight lines from middle to middle."""
    return np.interp(np.arange(n_samples), np.arange(len(values)) * block + block / 2, values)


K_WEIGHTING = np.array(
    [  # the standard's filters for 48 kHz: close enough at 44.1
        [1.53512485958697, -2.69169618940638, 1.19839281085285, 1.0, -1.69065929318241, 0.73248077421585],
        [1.0, -2.0, 1.0, 1.0, -1.99004745483398, 0.99007225036621],
    ]
)
QUIETEST = levels.OFFSET - 70  # LUFS; quieter blocks don't count


def loudness(sound: Samples) -> float:
    """LUFS of ``sound`` (c, n): see `levels.lufs`."""
    return levels.lufs(sound.T, SAMPLE_RATE, weighting=K_WEIGHTING, absolute_gate=QUIETEST)
