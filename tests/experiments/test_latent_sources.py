"""Latent sources and latent channels against true sub-sources, on toy networks and songs of noise."""

from pathlib import Path

import numpy as np
import pytest
import torch

from lasaft_nb.aml import parse
from lasaft_nb.data import Track, tracks
from lasaft_nb.experiments import latent_sources
from lasaft_nb.models.source_model import SourceModel, build_model
from lasaft_nb.results import records
from lasaft_nb.sources import SOURCES
from lasaft_nb.training import checkpoint
from lasaft_nb.training.presets import SMOKE, model_config

RATE = SMOKE.sample_rate


@pytest.fixture
def model() -> SourceModel:
    return build_model(model_config("cunet_gpocm_lasaft", preset=SMOKE)).eval()


def song(folder: Path) -> Track:
    return tracks(folder, "test")[0]


def test_the_answers_of_latent_sources_add_up_over_requests_and_differ_between_latents(model, songs: Path) -> None:
    mixture = song(songs).mixture(0, RATE)
    first, second = (latent_sources.latent_outputs(model, mixture, latent) for latent in range(2))
    np.testing.assert_allclose(first["mixture"], sum(first[source] for source in SOURCES), atol=1e-6)
    assert first["vocals"].shape == mixture.shape
    assert not np.allclose(first["vocals"], second["vocals"])


def test_every_group_of_sub_sources_gets_a_matrix_and_the_record_holds_its_cells(model, songs: Path) -> None:
    matrices = latent_sources.matrices_of(model, song(songs), seconds=1.0)
    assert {group: matrix.shape for group, matrix in matrices.items()} == {
        "vocals": (6, 2),
        "drums": (6, 3),
        "other": (6, 2),
        "mixture": (6, 8),
    }
    stack = {group: [matrix, matrix] for group, matrix in matrices.items()}
    scores = latent_sources.scores_of(["one", "two"], stack)
    cell = scores["drums"][latent_sources.cell_name(2, "kick")]["median"]
    assert cell == pytest.approx(matrices["drums"][2, 0], abs=1e-4)
    assert scores["mixture"]["gain"]["per_track"][0]["track"] == "one"
    assert torch.is_grad_enabled()


def test_every_sentence_that_removes_a_source_is_in_the_language() -> None:
    assert all(parse(text) for text in latent_sources.REMOVE.values())


def test_a_record_of_channels_has_what_the_chapter_reads(songs: Path, tmp_path: Path) -> None:
    root = tmp_path / "results"
    config = model_config("amss_net", preset=SMOKE, estimation="stereo-mask")
    weights = checkpoint.save(tmp_path / "w", build_model(config), config, preset="smoke", seed=0)
    model, card = checkpoint.load(weights)
    latent_sources.measure_channels(model, row="AMSS-Net", card=card, data_root=songs, root=root)
    (found,) = records.find("latent_channels", root=root)
    drums = found["scores"]["drums"]
    assert {"found", "chance", "gain", "p", "kick", "kick, margin", "kick, mixture", "kick, channel"} <= set(drums)
    assert len(drums["kick"]["per_track"]) == 2
    assert sum(name.startswith("channel ") for name in drums) == 9  # three channels, three parts


def test_a_part_has_a_channel_of_its_own_only_if_that_channel_follows_no_other_part_and_beats_the_mixture() -> None:
    noise = np.random.default_rng(0).normal(0, 0.01, (4, 6, 3))
    own = 0.3 + np.pad(0.5 * np.eye(3), ((0, 3), (0, 0)))
    own[1] = 0.8  # the second part's channel is as near to the other two
    plain = [np.array([0.4, 0.4, 0.9])] * 4  # and the mixture is nearer to the third than its channel
    found = latent_sources.channel_scores([own + one for one in noise], plain, ("kick", "snare", "hihat"))
    assert found["single"] == [1.0]
    assert np.mean(found["kick, margin"]) == pytest.approx(0.5, abs=0.05)
    assert found["kick, channel"] == [1.0]
