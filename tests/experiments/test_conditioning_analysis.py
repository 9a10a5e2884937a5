"""What is measured inside conditioned networks, on toy networks and songs of noise."""

from pathlib import Path

import numpy as np
import pytest
import soundfile
from made_songs import write_song

from lasaft_nb.data import Track, tracks
from lasaft_nb.experiments import conditioning_analysis
from lasaft_nb.metrics.scores import summarise, track_scores
from lasaft_nb.models.source_model import SourceModel, build_model
from lasaft_nb.results import records
from lasaft_nb.sources import PARTS, SOURCES
from lasaft_nb.training import checkpoint
from lasaft_nb.training.presets import SMOKE, model_config

RATE = SMOKE.sample_rate


@pytest.fixture
def model() -> SourceModel:
    return build_model(model_config("cunet_gpocm_lasaft", preset=SMOKE)).eval()


@pytest.fixture
def songs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Two songs of noise with sub-sources; the vocals pause in the second half."""
    monkeypatch.setenv("LASAFT_NB_CACHE", str(tmp_path / "cache"))
    random = np.random.default_rng(0)
    for number in range(2):
        folder = write_song(tmp_path / "songs" / f"A - {number}", seconds=2.0, rate=RATE, seed=number)
        for source in SOURCES:
            parts = {part: random.uniform(-0.1, 0.1, (2 * RATE, 2)) for part in PARTS[source]}
            if source == "vocals":
                for sound in parts.values():
                    sound[RATE:] = 0
            for part, sound in parts.items():
                name = part if part == source else f"{source}_{part}"
                soundfile.write(folder / f"{name}.wav", sound, RATE, subtype="PCM_16")
            soundfile.write(folder / f"{source}.wav", sum(parts.values()), RATE, subtype="PCM_16")
    return tmp_path / "songs"


def song(folder: Path) -> Track:
    return tracks(folder)[0]


def test_the_last_modulation_is_heard_in_and_out_and_a_closed_gate_is_silent(model, songs: Path) -> None:
    gate = conditioning_analysis.last_modulation(model.network)
    mixture = song(songs).mixture()
    found = conditioning_analysis.gate_levels(model, mixture, "vocals")
    assert {len(power) for power in found.values()} == {1 + len(mixture) // SMOKE.hop_length}
    assert (found["output"] <= found["input"] + 1e-9).all()  # a gate enlarges nothing
    gate.pocm.to_weight.weight.data.zero_()
    gate.pocm.to_weight.bias.data.zero_()
    gate.pocm.to_bias.weight.data.zero_()
    gate.pocm.to_bias.bias.data.fill_(-100.0)
    assert conditioning_analysis.gate_levels(model, mixture, "vocals")["output"].max() < 1e-12


def test_a_source_that_pauses_gets_numbers_and_one_that_never_does_gets_none(model, songs: Path) -> None:
    found = conditioning_analysis.quieter(model, song(songs), "vocals")
    assert found["modulation"] == pytest.approx(found["output"] - found["input"])
    assert np.isfinite(list(found.values())).all()
    assert np.isnan(list(conditioning_analysis.quieter(model, song(songs), "drums").values())).all()


def test_a_record_of_levels_has_every_metric_of_every_source(model, songs: Path, tmp_path: Path) -> None:
    config = model_config("cunet_gpocm_lasaft", preset=SMOKE)
    weights = checkpoint.save(tmp_path / "w", model, config, preset="smoke", seed=0)
    path = conditioning_analysis.measure_gates("row", weights, data_root=songs, root=tmp_path / "results")
    assert path.name.startswith("row__smoke__seed0")


def test_at_the_ends_of_the_way_the_answer_is_that_of_a_plain_request(model, songs: Path) -> None:
    plain = conditioning_analysis.swapped(model, song(songs), None)
    for position, source in ((0.0, "vocals"), (1.0, "drums")):
        found = conditioning_analysis.interpolated(model, song(songs), position)
        np.testing.assert_allclose(found[source]["SDR"], plain[source]["SDR"], atol=1e-3)
    other = conditioning_analysis.swapped(model, song(songs), "bass")
    np.testing.assert_allclose(other["bass"]["SDR"], plain["bass"]["SDR"], atol=1e-3)
    assert not np.allclose(other["drums"]["SDR"], plain["drums"]["SDR"])


def test_ten_records_are_written_for_a_network(model, songs: Path, tmp_path: Path) -> None:
    config = model_config("cunet_gpocm_lasaft", preset=SMOKE)
    weights = checkpoint.save(tmp_path / "w", model, config, preset="smoke", seed=0)
    paths = conditioning_analysis.measure_parts(weights, data_root=songs, root=tmp_path / "results")
    assert len({path.name for path in paths}) == 10
    assert "attention-of-drums__smoke__seed0" in {path.name.rpartition("__")[0] for path in paths}


def record(row: str, sdr: float, root: Path) -> None:
    """A record of table 4.1 with two songs, ``sdr`` and ``sdr + 1`` dB, for every source."""
    summary = summarise([track_scores("one", [sdr]), track_scores("two", [sdr + 1])])
    records.write(
        records.make(
            experiment="table_4_1",
            row=row,
            preset="lite",
            seed=0,
            dataset={"name": "toy", "fingerprint": "", "split": "test"},
            scores={source: {"SDR": dict(summary)} for source in SOURCES},
        ),
        root,
    )


@pytest.fixture
def _results(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A results' folder whose GPoCM CUNet with LaSAFT is 1.4 dB ahead."""
    monkeypatch.setattr(records, "data_dir", lambda: tmp_path / "none")
    monkeypatch.setenv("LASAFT_NB_RESULTS", str(tmp_path))
    record("GPoCM CUNet", 2.1, tmp_path)
    record("GPoCM CUNet + LaSAFT", 3.5, tmp_path)


@pytest.mark.usefixtures("_results")
def test_gains_are_differences_song_by_song() -> None:
    path = conditioning_analysis.write_gains("GPoCM CUNet + LaSAFT", "GPoCM CUNet")
    assert path is not None
    summary = records.read(path)["scores"]["other"]["SDR gain"]
    assert [one["frames"] for one in summary["per_track"]] == [[1.4], [1.4]]
    assert conditioning_analysis.write_gains("GPoCM CUNet + LaSAFT", conditioning_analysis.DEDICATED) is None


def test_a_song_without_a_score_in_one_record_has_no_gain() -> None:
    left = {"SDR": {"per_track": [{"track": "a", "median": 3.0}, {"track": "b", "median": None}]}}
    right = {"SDR": {"per_track": [{"track": "a", "median": 1.0}, {"track": "b", "median": 2.0}]}}
    assert conditioning_analysis.gains(left, right) == {"a": 2.0}
