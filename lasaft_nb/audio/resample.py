"""Change the sample rate of a stream of blocks."""

from collections.abc import Callable, Iterable, Iterator
from itertools import groupby
from operator import itemgetter

import numpy as np

from lasaft_nb.audio.waveform import Waveform, in_channels


def resample(blocks: Iterable[Waveform], *, from_rate: int, to_rate: int) -> Iterator[Waveform]:
    """Blocks (n, c) at ``from_rate`` Hz to blocks at ``to_rate`` Hz, without delay (soxr, quality HQ).

    The result is the same however the stream is cut into blocks. Some input gives at least one sample.
    """
    if from_rate == to_rate:
        yield from blocks
        return
    import soxr

    stream, n_given = None, 0
    for block in blocks:
        channels = block.shape[1]
        stream = stream or soxr.ResampleStream(from_rate, to_rate, channels, dtype="float32", quality="HQ")
        chunk = stream.resample_chunk(np.ascontiguousarray(block))
        n_given += len(chunk)
        yield chunk
    if stream is not None:
        rest = stream.resample_chunk(np.zeros((0, channels), dtype=np.float32), last=True)
        yield rest if n_given + len(rest) else np.zeros((1, channels), dtype=np.float32)


def uniform(blocks: Iterable[tuple[Waveform, int]], *, sample_rate: int, channels: int) -> Iterator[Waveform]:
    """Blocks (n, c), each with its rate in Hz, to blocks of one rate and 1 or 2 channels."""
    for rate, run in groupby(blocks, key=itemgetter(1)):
        yield from resample((in_channels(block, channels) for block, _ in run), from_rate=rate, to_rate=sample_rate)


def fit_length(blocks: Iterable[Waveform], *, length: Callable[[], int]) -> Iterator[Waveform]:
    """Cut blocks (n, c) or fill with zeros, at the end, to the number of samples that ``length()`` says there.

    A sample rate changed and changed back may leave a sample more or less than there was.
    """
    n_given, shape = 0, (0,)
    for block in blocks:
        kept = block[: length() - n_given]
        n_given, shape = n_given + len(kept), kept.shape[1:]
        yield kept
    if n_given < length():
        yield np.zeros((length() - n_given, *shape), dtype=np.float32)
