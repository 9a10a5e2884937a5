"""Waveform-to-waveform models: shapes, losses and the way back from a saved configuration."""

import json

import pytest
import torch
from einops import repeat
from torch.testing import assert_close

from lasaft_nb.models import zoo
from lasaft_nb.models.source_model import SOURCES, ModelConfig, SourceModel, WaveformModel, before_training, build_model
from lasaft_nb.paths import data_dir
from lasaft_nb.probes.tdf_maps import tdfs
from lasaft_nb.training import checkpoint

SMOKE = {"n_blocks": 3, "channels": 4}


def small(**changes: object) -> ModelConfig:
    return ModelConfig(**{"network": "tfc_tdf_7", "overrides": SMOKE, "n_fft": 64, "hop_length": 16, **changes})


@pytest.mark.parametrize("estimation", ["DCSE", "DME", "MME-log", "CME-tanh", "CME-sigmoid-complex"])
@pytest.mark.parametrize("targets", [("vocals",), ("vocals", "bass")])
def test_a_model_gives_one_waveform_a_target_and_a_loss_that_learns(estimation: str, targets: tuple[str, ...]) -> None:
    model, mixture = build_model(small(estimation=estimation, targets=targets)), torch.randn(2, 2, 500)
    assert model(mixture).shape == (2, len(targets), 2, 500)
    model.loss(mixture, torch.randn(2, len(targets), 2, 500)).backward()
    assert all(p.grad is not None and p.grad.isfinite().all() for p in model.parameters())


def test_the_loss_of_a_direct_complex_estimate_is_the_squared_error_of_real_and_imaginary_parts() -> None:
    model, mixture, target = build_model(small()).eval(), torch.randn(1, 2, 500), torch.randn(1, 1, 2, 500)
    spectrogram, truth = model.stft(mixture), model.stft(target[:, 0])
    output = model.network(model.estimation.features(spectrogram))
    by_hand = torch.cat((output[:, :2] - truth.real, output[:, 2:] - truth.imag)).square().mean()
    assert_close(model.loss(mixture, target), by_hand)


def test_a_configuration_survives_json() -> None:
    config = small(targets=SOURCES, estimation="CME-tanh")
    assert ModelConfig.from_dict(json.loads(json.dumps(config.to_dict()))) == config


def test_equal_configurations_read_each_others_weights() -> None:
    first, second = build_model(small()).eval(), build_model(ModelConfig.from_dict(small().to_dict())).eval()
    second.load_state_dict(first.state_dict())
    mixture = torch.randn(1, 2, 400)
    assert_close(first(mixture), second(mixture))


def test_a_waveform_model_compares_samples() -> None:
    class Same(torch.nn.Module):
        def forward(self, x: torch.Tensor) -> torch.Tensor:
            return x[:, None]

    model: SourceModel = WaveformModel(Same(), targets=("bass",), sample_rate=8000, loss="l1")
    mixture, target = torch.randn(1, 2, 50), torch.randn(1, 1, 2, 50)
    assert_close(model.loss(mixture, target), (mixture[:, None] - target).abs().mean())


def test_a_target_that_is_no_source_is_refused() -> None:
    with pytest.raises(ValueError, match="targets must be among vocals, drums, bass, other, got flute"):
        build_model(small(targets=("flute",)))


def test_targets_of_another_shape_are_refused() -> None:
    with pytest.raises(ValueError, match=r"targets must have shape \(b, 1, c, n\), got \(1, 2, 500\)"):
        build_model(small()).loss(torch.randn(1, 2, 500), torch.randn(1, 2, 500))


CONDITIONED = [name for name in zoo.names() if zoo.spec(name).conditioned]


@pytest.mark.parametrize("name", CONDITIONED)
def test_a_conditioned_model_asked_for_several_sources_gives_what_it_gives_one_by_one(name: str) -> None:
    sizes = {key: value for key, value in TINY.items() if key in zoo.spec(name).options()}
    estimation = "MME" if name == "original_cunet" else "CME-tanh"
    model = build_model(small(network=name, overrides=sizes, estimation=estimation, targets=SOURCES)).eval()
    mixture = 0.1 * torch.randn(2, 2, 700)
    together = model.sources(mixture, ("other", "drums", "bass"))
    for estimate, target in zip(together.unbind(1), ("other", "drums", "bass"), strict=True):
        alone = model(mixture, repeat(model.ask([target]), "1 ... -> b ...", b=2))
        assert_close(estimate, alone[:, 0])


TINY = {"n_blocks": 3, "channels": 4, "n_layers": 2, "embedding_dim": 4, "n_dropout": 1, "lstm_layers": 1}


@pytest.mark.parametrize("name", zoo.names())
def test_every_network_of_the_zoo_becomes_a_model_from_waveform_to_waveform(name: str) -> None:
    entry = zoo.spec(name)
    model = build_model(
        ModelConfig(
            network=name,
            overrides={key: value for key, value in TINY.items() if key in entry.options()},
            estimation="MME" if name in ("jansson_unet", "original_cunet") else "DCSE",
            n_fft=64,
            hop_length=16,
            targets=SOURCES if entry.conditioned or entry.kind == "waveform" else ("drums",),
        )
    )
    mixture, condition = 0.1 * torch.randn(2, 2, 700), model.ask(["drums", "other"]) if entry.conditioned else None
    estimate = model(mixture, condition)
    assert estimate.shape == (2, model.n_outputs, 2, 700)
    assert model.loss(mixture, torch.randn_like(estimate), condition).isfinite()


def alike(a: torch.Tensor, b: torch.Tensor) -> float:
    return float(torch.corrcoef(torch.stack([a.flatten(), b.flatten()]))[0, 1])


def test_a_shipped_network_resembles_the_weights_of_its_own_seed_and_of_no_other() -> None:
    model, card = checkpoint.load(data_dir() / "weights" / "lite_dedicated" / "tfc_tdf-vocals")
    own, other = (tdfs(before_training({**card, "seed": seed})) for seed in (card["seed"], card["seed"] + 1))
    for name, tdf in tdfs(model).items():
        trained, begun, foreign = (one.layers[-1][0].weight.detach() for one in (tdf, own[name], other[name]))
        assert alike(trained, begun) > 0.5
        assert abs(alike(trained, foreign)) < 0.1


def test_the_global_random_state_is_left_alone() -> None:
    card = checkpoint.read_card(data_dir() / "weights" / "lite_dedicated" / "tfc_tdf-vocals")
    state = torch.get_rng_state()
    before_training(card)
    assert torch.equal(torch.get_rng_state(), state)
