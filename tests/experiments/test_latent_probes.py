"""What is measured inside conditioned networks, on toy networks and songs of noise."""

from pathlib import Path

import numpy as np
import pytest
import soundfile
import torch
from made_songs import write_song

from lasaft_nb.data import Track, tracks
from lasaft_nb.experiments import condition_parts, gate_levels, latent_sub_sources
from lasaft_nb.models.source_model import SourceModel, build_model
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
    gate = gate_levels.last_modulation(model.network)
    mixture = song(songs).mixture()
    found = gate_levels.levels(model, mixture, "vocals")
    assert {len(power) for power in found.values()} == {1 + len(mixture) // SMOKE.hop_length}
    assert (found["output"] <= found["input"] + 1e-9).all()  # a gate enlarges nothing
    gate.pocm.to_weight.weight.data.zero_()
    gate.pocm.to_weight.bias.data.zero_()
    gate.pocm.to_bias.weight.data.zero_()
    gate.pocm.to_bias.bias.data.fill_(-100.0)
    assert gate_levels.levels(model, mixture, "vocals")["output"].max() < 1e-12


def test_a_source_that_pauses_gets_numbers_and_one_that_never_does_gets_none(model, songs: Path) -> None:
    found = gate_levels.quieter(model, song(songs), "vocals")
    assert found["modulation"] == pytest.approx(found["output"] - found["input"])
    assert np.isfinite(list(found.values())).all()
    assert np.isnan(list(gate_levels.quieter(model, song(songs), "drums").values())).all()


def test_a_record_of_levels_has_every_metric_of_every_source(model, songs: Path, tmp_path: Path) -> None:
    config = model_config("cunet_gpocm_lasaft", preset=SMOKE)
    weights = checkpoint.save(tmp_path / "w", model, config, preset="smoke", seed=0)
    path = gate_levels.measure("row", weights, data_root=songs, root=tmp_path / "results")
    assert path.name == "row__smoke__seed0.json"


def test_at_the_ends_of_the_way_the_answer_is_that_of_a_plain_request(model, songs: Path) -> None:
    plain = condition_parts.swapped(model, song(songs), None)
    for position, source in ((0.0, "vocals"), (1.0, "drums")):
        found = condition_parts.interpolated(model, song(songs), position)
        np.testing.assert_allclose(found[source]["SDR"], plain[source]["SDR"], atol=1e-3)
    other = condition_parts.swapped(model, song(songs), "bass")
    np.testing.assert_allclose(other["bass"]["SDR"], plain["bass"]["SDR"], atol=1e-3)
    assert not np.allclose(other["drums"]["SDR"], plain["drums"]["SDR"])


def test_ten_records_are_written_for_a_network(model, songs: Path, tmp_path: Path) -> None:
    config = model_config("cunet_gpocm_lasaft", preset=SMOKE)
    weights = checkpoint.save(tmp_path / "w", model, config, preset="smoke", seed=0)
    paths = condition_parts.measure(weights, data_root=songs, root=tmp_path / "results")
    assert len({path.name for path in paths}) == 10
    assert "attention-of-drums__smoke__seed0.json" in {path.name for path in paths}


def test_the_answers_of_latent_sources_add_up_over_requests_and_differ_between_latents(model, songs: Path) -> None:
    mixture = song(songs).mixture(0, RATE)
    first, second = (latent_sub_sources.latent_outputs(model, mixture, latent) for latent in range(2))
    np.testing.assert_allclose(first["mixture"], sum(first[source] for source in SOURCES), atol=1e-6)
    assert first["vocals"].shape == mixture.shape
    assert not np.allclose(first["vocals"], second["vocals"])


def test_every_group_of_sub_sources_gets_a_matrix_and_the_record_holds_its_cells(model, songs: Path) -> None:
    matrices = latent_sub_sources.matrices_of(model, song(songs), seconds=1.0)
    assert {group: matrix.shape for group, matrix in matrices.items()} == {
        "vocals": (6, 2),
        "drums": (6, 3),
        "other": (6, 2),
        "mixture": (6, 8),
    }
    stack = {group: [matrix, matrix] for group, matrix in matrices.items()}
    scores = latent_sub_sources.scores_of(["one", "two"], stack)
    cell = scores["drums"][latent_sub_sources.cell_name(2, "kick")]["median"]
    assert cell == pytest.approx(matrices["drums"][2, 0], abs=1e-4)
    assert scores["mixture"]["gain"]["per_track"][0]["track"] == "one"
    assert torch.is_grad_enabled()
