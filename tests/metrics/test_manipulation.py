"""RMSE-MFCC of the benchmark's tasks, and the SDR of what a sentence leaves alone."""

import numpy as np
import pytest

from lasaft_nb import aml
from lasaft_nb.aml import parse
from lasaft_nb.metrics.manipulation import (
    ALL,
    BENCHMARK,
    COMMANDS,
    METRIC,
    better_than_nothing,
    evaluate_manipulation,
    evaluate_preservation,
    in_words,
    tasks_of,
)
from lasaft_nb.metrics.rmse_mfcc import rmse_mfcc
from lasaft_nb.results.tables import table
from lasaft_nb.sources import SOURCES

RATE = 22050
FEW = {name: BENCHMARK[name] for name in ("pan left, drums", "dereverberation, bass")}


class Noise:
    """A track of noise bursts."""

    sample_rate = RATE

    def __init__(self, name: str, seed: int) -> None:
        self.name, self.seed = name, seed

    def stems(self) -> dict[str, np.ndarray]:
        """Four stems (n, 2)."""
        random = np.random.default_rng(self.seed)
        return {source: random.uniform(-0.2, 0.2, (RATE, 2)).astype(np.float32) for source in SOURCES}


class Knowing:
    """Gives the true answer for one track, and the input for another."""

    sample_rate = RATE

    def __init__(self, track: Noise) -> None:
        self.answers = {}
        for command in BENCHMARK.values():
            before, after = aml.apply(command, track.stems(), RATE)
            self.answers[str(command), before.tobytes()] = after

    def manipulate(self, source: np.ndarray, sentences: str, /, **options: object) -> np.ndarray:
        """The truth where it is known."""
        return self.answers.get((sentences, source.tobytes()), source)


TRACKS = [Noise("a", 1), Noise("b", 2)]


def test_the_benchmark_is_the_21_rows_of_table_5_3_in_its_order() -> None:
    rows = list(table("5.3")["row"].unique())
    assert list(BENCHMARK) == tasks_of(rows) == rows[:21]
    assert len(set(BENCHMARK.values())) == 21
    assert str(BENCHMARK["pan left, bass"]) == "pan bass completely to the left side"
    assert str(BENCHMARK["lowpass filter, vocals"]) == "apply heavy lowpass to vocals"


def test_the_reference_loss_is_the_distance_between_before_and_after() -> None:
    scores = evaluate_manipulation(None, TRACKS, benchmark=FEW, progress=False)
    for name, command in FEW.items():
        expected = [rmse_mfcc(*aml.apply(command, track.stems(), RATE), RATE) for track in TRACKS]
        assert scores[name][METRIC]["mean"] == pytest.approx(np.mean(expected), abs=1e-3)
        assert scores[f"mean, {command.sources[0]}"] == scores[name]  # the only task of this source here


def test_the_truth_scores_nothing_and_doing_nothing_the_reference() -> None:
    reference = evaluate_manipulation(None, TRACKS, benchmark=FEW, progress=False)
    scores = evaluate_manipulation(Knowing(TRACKS[0]), TRACKS, benchmark=FEW, progress=False)
    for name in FEW:
        first, second = scores[name][METRIC]["per_track"]
        assert first["median"] == 0
        assert second["median"] == reference[name][METRIC]["per_track"][1]["median"]
    assert better_than_nothing(scores, reference) == list(FEW) == tasks_of(scores)
    assert better_than_nothing(reference, reference) == []


def test_a_track_at_another_rate_than_the_networks_is_refused() -> None:
    knowing = Knowing(TRACKS[0])
    knowing.sample_rate = 44100
    with pytest.raises(ValueError, match="a must be at 44100 Hz, got 22050"):
        evaluate_manipulation(knowing, TRACKS, benchmark=FEW, progress=False)


def test_a_card_is_put_in_words() -> None:
    card = {"rmse_mfcc": {"x": 1.0}, "reference_loss": {"x": 2.0}, "dataset": {"name": "mini"}}
    assert in_words(card) == "nearer to the truth than the untouched song in 1 of 1 tasks on mini"
    assert in_words({}) == "no score known"


SONG_RATE = 8000


class Song:
    """Three seconds of noise."""

    name, sample_rate = "song", SONG_RATE

    def stems(self) -> dict[str, np.ndarray]:
        """Four stems (n, 2)."""
        random = np.random.default_rng(0)
        return {source: random.uniform(-0.2, 0.2, (3 * SONG_RATE, 2)).astype(np.float32) for source in SOURCES}


class Leaky:
    """Passes the song, but loses a tenth of it when told to mute, and half when told to filter."""

    sample_rate = SONG_RATE

    def __init__(self) -> None:
        self.heard: list[np.ndarray] = []

    def manipulate(self, source: np.ndarray, sentences: str, /, **options: object) -> np.ndarray:
        """Scaled input."""
        self.heard.append(source)
        return source * {"mute": 0.9, "lowpass": 0.5}[parse(sentences).task]


def test_the_score_is_the_sdr_of_songs_that_lack_the_named_source() -> None:
    leaky = Leaky()
    scores = evaluate_preservation(leaky, [Song()])
    assert scores["mute, bass"]["SDR"]["median"] == 20
    assert abs(scores["lowpass, vocals"]["SDR"]["median"] - 6.0206) < 1e-3
    assert len(scores[ALL]["SDR"]["per_track"][0]["frames"]) == 3 * len(COMMANDS)
    stems = Song().stems()
    without_vocals = sum(stems[source].astype(float) for source in ("drums", "bass", "other"))
    np.testing.assert_allclose(leaky.heard[0], without_vocals, atol=1e-6)
