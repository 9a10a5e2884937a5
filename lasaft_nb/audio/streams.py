"""Streams of blocks (n, c) side by side: samples of one added to, or taken from, those of another."""

from collections.abc import Iterable, Iterator

import numpy as np

from lasaft_nb.audio.waveform import Waveform


def in_step(*streams: Iterable[Waveform]) -> Iterator[tuple[Waveform, ...]]:
    """Blocks (n, c) of several streams, cut so that those of one tuple have one length; ends with the shortest."""
    sources = [iter(stream) for stream in streams]
    waiting: list[Waveform | None] = [None] * len(sources)
    while True:
        for place, source in enumerate(sources):
            while (held := waiting[place]) is None or not len(held):
                block = next(source, None)
                if block is None:
                    return
                waiting[place] = block
        blocks = [block for block in waiting if block is not None]
        length = min(map(len, blocks))
        yield tuple(block[:length] for block in blocks)
        waiting = [block[length:] for block in blocks]


def added(first: Iterable[Waveform], second: Iterable[Waveform]) -> Iterator[Waveform]:
    """The sum of two streams; one of them may be mono, which then is on both sides."""
    return ((a + b).astype(np.float32) for a, b in in_step(first, second))


def difference(first: Iterable[Waveform], second: Iterable[Waveform]) -> Iterator[Waveform]:
    """The first stream without the second; one of them may be mono, which then is on both sides."""
    return ((a - b).astype(np.float32) for a, b in in_step(first, second))
