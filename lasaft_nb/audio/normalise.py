"""A network knows songs at the level that it was trained at: others are brought there, and what comes out back.

A network of spectrograms with BatchNorm and ReLU is not linear: the authors' vocals network loses 8 dB of SDR where
the same song is 20 dB quieter. Levels are found in a first pass over the song, in constant memory. Demucs does the same
with the standard deviation of the whole song; here pauses don't count, and songs that are near enough stay untouched.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from lasaft_nb.audio.blocks import Audio
from lasaft_nb.audio.levels import decibels, decibels_to_gain
from lasaft_nb.audio.waveform import Waveform

TRAINED_AT = -16.0  # dBFS, gated as below: mastered songs; of the mini dataset's all are within 2 dB
INAUDIBLE = -90.0  # dBFS; what is quieter is left alone
BLOCK_SECONDS = 0.4
GATE = 10.0  # dB below the mean power, under which a block is a pause (BS.1770-4 has the same gate)
OFFSET = 0.05  # part of the RMS that a constant must have to be taken out
OFFSET_SECONDS = 1.0  # in less time a low note has a mean as well


@dataclass(frozen=True, kw_only=True)
class Level:
    """What is done to a song: x' = (x - offset) * gain before the network, y / gain behind it."""

    gain: float = 1.0
    offset: npt.NDArray[np.float32] | None = None  # (c,)

    def apply(self, block: Waveform) -> Waveform:
        """(n, c) as the network shall hear it; the same array where there is nothing to do."""
        centred = block if self.offset is None else block - self.offset
        return centred if self.gain == 1 else (centred * np.float32(self.gain)).astype(np.float32)

    def undo(self, block: Waveform) -> Waveform:
        """(n, k) at the level of the song again; a constant is no sound of any source and stays out."""
        return block if self.gain == 1 else (block / np.float32(self.gain)).astype(np.float32)


def find_level(audio: Audio) -> tuple[float, npt.NDArray[np.float32]]:
    """Read the song once: its level in dBFS, and the constant that is to be taken out, (c,), zero where it is small.

    The level is the mean power of blocks of 0.4 s over both channels, without those more than 10 dB below the mean of
    all. Raises what reading the song raises.
    """
    n, sums, squares = _blocks(audio)
    mean = sums.sum(0) / n.sum()
    variance = float((squares.sum(0) / n.sum() - mean**2).clip(0).mean())
    large = (np.abs(mean) > OFFSET * variance**0.5) & (n.sum() >= OFFSET_SECONDS * audio.sample_rate)
    offset = np.where(large, mean, 0.0)
    power = ((squares - 2 * offset * sums) / n[:, None] + offset**2).clip(0).mean(1)
    kept = power >= np.average(power, weights=n) * 10 ** (-GATE / 10)
    return decibels(float(np.average(power[kept], weights=n[kept]))), offset.astype(np.float32)


def normalisation(audio: Audio, *, wanted: float, tolerance: float) -> Level:
    """What brings a song to ``wanted`` dBFS, and nothing where it is within ``tolerance`` dB; the song is read once."""
    dbfs, offset = find_level(audio)
    far = dbfs > INAUDIBLE and abs(wanted - dbfs) > tolerance
    return Level(gain=decibels_to_gain(wanted - dbfs) if far else 1.0, offset=offset if offset.any() else None)


Numbers = npt.NDArray[np.float64]


def _blocks(audio: Audio) -> tuple[Numbers, Numbers, Numbers]:
    """Of every block its number of samples (k,), and their sums and sums of squares (k, c)."""
    size = max(1, round(BLOCK_SECONDS * audio.sample_rate))
    n_before = 0
    found: list[list[Numbers]] = []
    for read in audio.blocks():
        samples = read.astype(np.float64)
        first = (size - n_before % size) % size
        for piece in np.split(samples, np.arange(first, len(samples), size)):
            if not len(piece):
                continue
            moments = [np.full(1, len(piece), dtype=float), piece.sum(0), (piece**2).sum(0)]
            if n_before % size and found:
                found[-1] = [one + new for one, new in zip(found[-1], moments, strict=True)]
            else:
                found.append(moments)
            n_before += len(piece)
    n, sums, squares = (np.stack(column) for column in zip(*found, strict=True))
    return n[:, 0], sums, squares
