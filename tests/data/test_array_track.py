"""The cache of decoded audio, filled by two trainings at once."""

import multiprocessing
from pathlib import Path

import numpy as np

from lasaft_nb.data import tracks
from lasaft_nb.data.array_track import at_rate, fill_cache
from lasaft_nb.paths import audio_cache_dir


def fill(songs: Path, start: object, sums: object) -> None:
    [track] = [at_rate(track, 6000) for track in tracks(songs)]
    start.wait(30)
    fill_cache([track])
    sums.put(float(np.abs(track.mixture()).sum()))


def test_two_processes_fill_one_cache_and_read_the_same(song: Path) -> None:
    fork = multiprocessing.get_context("fork")  # so that both begin at once
    start, sums = fork.Barrier(2), fork.Queue()
    both = [fork.Process(target=fill, args=(song.parent, start, sums)) for _ in range(2)]
    for process in both:
        process.start()
    one, other = (sums.get(timeout=60) for _ in both)
    for process in both:
        process.join(60)
    assert one == other > 0
    assert [file.suffix for file in audio_cache_dir().iterdir()] == [".npy"]
