from pathlib import Path

import pytest

from lasaft_nb import Manipulator, Separator
from lasaft_nb.aml import apply
from lasaft_nb.audio.blocks import ArrayAudio
from lasaft_nb.audio.normalise import TRAINED_AT, Level, find_level, normalisation
from lasaft_nb.data import tracks
from lasaft_nb.data.track import level_of
from lasaft_nb.metrics.manipulation import BENCHMARK


def test_the_level_of_a_dataset_is_the_mean_of_its_songs(nano: Path) -> None:
    songs = [tracks(nano, split)[0] for split in ("train", "valid", "test")]
    each = [find_level(ArrayAudio(song.mixture(), sample_rate=song.sample_rate))[0] for song in songs]
    assert level_of(songs) == pytest.approx(sum(each) / 3, abs=0.01)


def test_songs_of_the_mini_dataset_and_what_the_benchmark_makes_of_them_are_left_alone(nano: Path) -> None:
    song = tracks(nano, "test")[0]
    heard = [(Separator, song.mixture())]
    heard += [(Manipulator, apply(command, song.stems(), song.sample_rate)[0]) for command in BENCHMARK.values()]
    for kind, mixture in heard:
        audio = ArrayAudio(mixture.astype("float32"), sample_rate=song.sample_rate)
        assert normalisation(audio, wanted=TRAINED_AT, tolerance=kind.LEVEL_TOLERANCE) == Level()
