import numpy as np
import pytest
import torch

from lasaft_nb.experiments import tdf_reading
from lasaft_nb.models.source_model import ModelConfig, SourceModel, build_model
from lasaft_nb.probes.ablation import silenced
from lasaft_nb.probes.tdf_maps import on_lines, tdfs


@pytest.fixture(scope="module")
def model() -> SourceModel:
    sizes = {"n_blocks": 5, "channels": 2, "n_layers": 1, "bottleneck_factor": None}
    config = ModelConfig(network="tfc_tdf_7", n_fft=256, hop_length=128, sample_rate=4000, overrides=sizes)
    return build_model(config).eval()


def test_each_tdf_each_scale_and_all_of_them_are_silenced_in_turn(model: SourceModel) -> None:
    plan = tdf_reading.ablations(model)
    sizes = {row: len(parts) for row, parts in plan.items()}
    assert sizes["whole network"] == 0
    assert sizes["without scale of 128 bins"] == sizes["without scale of 64 bins"] == 2
    assert sizes["without scale of 32 bins"] == sizes["without middle"] == 1
    assert sizes["without any TDF"] == len(tdfs(model)) == 5


def test_the_sdr_of_excerpts_is_that_of_the_models_estimates(model: SourceModel) -> None:
    mixtures = np.random.default_rng(0).normal(size=(2, 8000, 2)).astype(np.float32)
    with torch.no_grad():
        estimates = model(torch.from_numpy(mixtures).swapaxes(1, 2))[:, 0].swapaxes(1, 2).numpy()
    found = tdf_reading.sdr_of(model, ["a", "b"], mixtures, estimates + 0.1 * estimates)
    assert found["median"] == pytest.approx(20 * np.log10(11), abs=0.01)
    with silenced(*tdfs(model).values()):
        assert tdf_reading.sdr_of(model, ["a", "b"], mixtures, estimates)["median"] < 60


def test_a_map_with_lines_and_one_without_give_their_numbers() -> None:
    noise = torch.randn(64, 64)
    lines = noise + 2 * torch.from_numpy(on_lines(64).astype("float32"))
    metrics = tdf_reading.line_metrics("vocals", "middle", {"weights": noise, "learned": lines}, bin_hz=100)
    assert metrics["z detuned, learned"]["median"] > 4
    assert abs(metrics["z shuffled, weights"]["median"]) < 3
    assert 0 < metrics["share below 300 Hz"]["median"] < 0.2
