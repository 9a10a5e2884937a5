"""Costs and reach of blocks and of models, on small ones."""

import numpy as np
import torch

from lasaft_nb import experiments
from lasaft_nb.experiments import block_analysis
from lasaft_nb.models import zoo
from lasaft_nb.models.source_model import SpectrogramModel, build_model
from lasaft_nb.training.presets import model_config, preset


def test_costs_are_counted_of_networks_that_the_experiments_train() -> None:
    rows = {row.name for row in experiments.get("ismir_2020_blocks").rows}
    assert rows <= set(block_analysis.NETWORKS)
    assert all(name in zoo.names() for name, _ in block_analysis.NETWORKS.values())


def test_convolutions_see_eleven_bins_and_the_others_all() -> None:
    seen = block_analysis.reach_of_blocks(n_bins=32, draws=4)
    assert seen == {"TFC": 11, "TDC": 11, "TDF": 32, "TFC-TDF": 32, "TDC-RNN": 32}


def test_a_model_with_tdfs_looks_farther_than_one_without() -> None:
    mixture = 0.1 * np.random.default_rng(0).standard_normal((22050, 2)).astype(np.float32)
    found = {}
    for name in ("tfc_7", "tfc_tdf_7"):
        torch.manual_seed(0)
        model = build_model(model_config(name, preset=preset("smoke")))
        assert isinstance(model, SpectrogramModel)
        found[name] = block_analysis.reach_of_model(model, mixture, sample_rate=22050)
    assert found["tfc_7"].bin_hz == 11025 / 256
    assert found["tfc_tdf_7"].beyond(block_analysis.FAR) > found["tfc_7"].beyond(block_analysis.FAR)
