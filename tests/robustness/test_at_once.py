"""Two that make the same thing at once: both get it, and it is whole."""

import threading
from pathlib import Path

import numpy as np
import pytest
from listing import files_below

from lasaft_nb.data import tracks
from lasaft_nb.data.array_track import ResampledTrack
from lasaft_nb.paths import sha256_of
from lasaft_nb.synth import manifest
from lasaft_nb.synth.dataset import make_track
from lasaft_nb.synth.plan import plan


def test_two_that_decode_the_same_track(dataset: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    both, made = threading.Barrier(2), []
    original = ResampledTrack._make

    def make(self: ResampledTrack) -> np.ndarray:
        both.wait(timeout=30)  # each has seen that there is no cache yet
        return original(self)

    monkeypatch.setattr(ResampledTrack, "_make", make)
    pair = [ResampledTrack(tracks(dataset, "test")[0], sample_rate=8000) for _ in range(2)]
    threads = [threading.Thread(target=lambda track=track: made.append(track.mixture())) for track in pair]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    np.testing.assert_array_equal(made[0], made[1])
    assert [path.name for path in pair[0].cache_file.parent.iterdir()] == [pair[0].cache_file.name]


def test_two_that_render_the_same_song(tmp_path: Path) -> None:
    song = next(iter(plan("nano", seconds=4).songs()))
    errors: list[Exception] = []

    def make() -> None:
        try:
            make_track(tmp_path, song)
        except Exception as error:
            errors.append(error)

    threads = [threading.Thread(target=make) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert errors == []
    stored = manifest.read_json(tmp_path / song.folder / manifest.TRACK)["sha256"]
    assert {name: sha256_of(tmp_path / song.folder / name) for name in stored} == stored
    assert len(files_below(tmp_path)) == len(stored) + 1
