"""Compressor and limiter as gains: one curve for a whole bus, so that a sum of stems stays a sum of stems."""

import numpy as np

from lasaft_nb.synth.sound import SAMPLE_RATE, Samples

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
