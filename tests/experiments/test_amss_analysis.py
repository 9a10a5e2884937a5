"""What is measured inside AMSS-Net, on toy networks and songs of noise."""

from pathlib import Path

import numpy as np
import pytest

from lasaft_nb.aml import parse
from lasaft_nb.data import tracks
from lasaft_nb.experiments import amss_analysis
from lasaft_nb.models.source_model import build_model
from lasaft_nb.probes.error_decomposition import ERRORS, METRICS
from lasaft_nb.results import records
from lasaft_nb.sources import SOURCES
from lasaft_nb.training import checkpoint
from lasaft_nb.training.presets import SMOKE, model_config

RATE = SMOKE.sample_rate
CONFIG = model_config("amss_net", preset=SMOKE, estimation="stereo-mask")


@pytest.fixture
def weights(tmp_path: Path) -> Path:
    return checkpoint.save(tmp_path / "w", build_model(CONFIG), CONFIG, preset="smoke", seed=0)


class Passes:
    """Turns everything down by a tenth."""

    sample_rate = RATE

    def manipulate(self, source: np.ndarray, sentences: str, /, **options: object) -> np.ndarray:
        """Scaled input."""
        return source * 0.9


def test_the_middle_of_a_song_is_turned_down_where_its_sum_would_clip(songs: Path) -> None:
    song = tracks(songs, "test")[0]
    stems = amss_analysis.middle(song, RATE, 2.0)
    assert {stem.shape for stem in stems.values()} == {(2 * RATE, 2)}
    start = (song.n_samples - 2 * RATE) // 2
    loud = max(1.0, np.abs(sum(song.stems(start, start + 2 * RATE).values())).max())
    np.testing.assert_allclose(stems["drums"] * loud, song.stem("drums", start, start + 2 * RATE), atol=1e-4)


def test_true_targets_of_twenty_steps_filter_the_drums_again_and_again(songs: Path) -> None:
    stems = amss_analysis.middle(tracks(songs, "test")[0], RATE, 4.0)
    first, *_, last = amss_analysis.targets_of(parse(amss_analysis.REPEATED), stems, RATE, steps=20)
    others = sum(stems[name] for name in SOURCES if name != "drums")
    assert np.square(last - others).mean() < np.square(first - others).mean() < np.square(stems["drums"]).mean()


def test_a_chain_that_loses_a_tenth_a_step_has_that_error_and_no_artefacts(songs: Path) -> None:
    stems = amss_analysis.middle(tracks(songs, "test")[0], RATE, 4.0)
    found = amss_analysis.steps_of_song(Passes(), stems, RATE)
    assert list(found) == [f"step {number}" for number in range(1, 21)]
    assert found["step 20"]["artefacts"] < -50
    assert found["step 20"]["SDR"] < found["step 1"]["SDR"]
    assert found["step 1"]["level"] < 0
    assert amss_analysis.steps_of_song(None, stems, RATE)["step 1"]["RMSE-MFCC"] > 0


def test_levels_are_in_order_only_if_every_heavier_filter_leaves_less() -> None:
    levels = dict(zip(("light", "medium", "heavy", ""), (-1.0, -3.0, -7.0, -3.5), strict=True))
    texts = {amss_analysis.filter_sentence("lowpass", "drums", name): value for name, value in levels.items()}
    found = amss_analysis.ordered(texts, "lowpass", "drums")
    assert found == {"in order": 1.0, "light to medium": 2.0, "medium to heavy": 4.0, "no level to medium": 0.5}
    texts["apply heavy lowpass to drums"] = -2.0
    assert amss_analysis.ordered(texts, "lowpass", "drums")["in order"] == 0.0


def test_the_true_levels_of_filters_of_noise_are_in_order(songs: Path) -> None:
    stems = amss_analysis.middle(tracks(songs, "test")[0], RATE, 4.0)
    texts = [amss_analysis.filter_sentence("lowpass", "vocals", level) for level in ("light", "medium", "heavy", "")]
    levels = {text: amss_analysis.of_sentence(Passes(), text, stems) for text in texts}
    assert set(levels[texts[0]]) == {*METRICS, *ERRORS}
    assert amss_analysis.ordered({t: one["true level"] for t, one in levels.items()}, "lowpass", "vocals")["in order"]
    assert levels[texts[0]]["level"] == pytest.approx(20 * np.log10(0.9), abs=0.05)


def test_every_sentence_is_in_the_language() -> None:
    assert len({str(parse(text)) for text in amss_analysis.SENTENCES}) == 30  # "" is "medium"
    assert len(amss_analysis.SENTENCES) == 36


def test_records_are_written_and_hold_what_the_chapter_reads(songs: Path, weights: Path, tmp_path: Path) -> None:
    root = tmp_path / "results"
    paths = amss_analysis.measure_sources("AMSS-Net", weights, data_root=songs, root=root)
    assert [path.parent.name for path in paths] == ["amss_sources", "effect_levels"]
    (order,) = records.find("effect_levels", root=root)
    assert "lowpass, bass, truth" in order["scores"]


def test_progressive_records_have_twenty_steps(songs: Path, weights: Path, tmp_path: Path) -> None:
    amss_analysis.measure_progressive("AMSS-Net", weights, data_root=songs, rate=RATE, root=tmp_path / "results")
    (found,) = records.find("progressive", root=tmp_path / "results")
    assert len(found["scores"]) == 20
    assert set(found["scores"]["step 20"]) == set(amss_analysis.STEP_METRICS)
