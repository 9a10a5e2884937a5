"""TFC-TDF v2 against the authors' code, and against what is said of it."""

import json
from pathlib import Path

import pytest
import torch
from safetensors import safe_open
from torch.testing import assert_close

from lasaft_nb import official, zoo
from lasaft_nb.blocks import PlainTFC
from lasaft_nb.blocks.skips import Concatenate, Multiply
from lasaft_nb.models.source_model import ModelConfig, SpectrogramModel, build_model
from lasaft_nb.spectrogram import Stft, StftConfig, from_channels, to_channels
from lasaft_nb.training.checkpoint import load, save

THEIR_ORDER = [0, 2, 1, 3]  # of our channels, to make Re L, Im L, Re R, Im R, and of theirs, to make ours
SMALL = {"n_blocks": 5, "channels": 4, "n_layers": 1, "kept_bins": 32, "bottleneck_factor": 4}


@pytest.fixture
def fixture(shared: Path) -> Path:
    path = shared / "reference" / "fixtures" / "mdx_net_vocals.safetensors"
    if not path.is_file():
        pytest.skip(f"the authors' example is not here ({path.name} in the reference material)")
    return path


def test_the_authors_weights_give_the_authors_spectrogram_and_sound(fixture: Path) -> None:
    with safe_open(fixture, "pt") as file:
        made, tensors = file.metadata(), {key: file.get_tensor(key) for key in file.keys()}  # noqa: SIM118
    config = json.loads(made["config"])
    state = {key.removeprefix("net."): value for key, value in tensors.items() if key.startswith("net.")}
    network = official.from_state_dict(state, class_name=made["class"], config=config)
    with torch.no_grad():
        assert_close(network(tensors["input"]), tensors["output"], atol=1e-5, rtol=1e-5)
        stft = Stft(StftConfig(n_fft=config["n_fft"], hop_length=config["hop"], kept_bins=2 ** config["dim_f"]))
        spectrogram = to_channels(stft(tensors["waveform"]))[:, THEIR_ORDER]
        assert_close(spectrogram, tensors["spectrogram"], atol=1e-5, rtol=1e-5)
        separated = from_channels(network(spectrogram)[:, THEIR_ORDER])
    n_samples = tensors["waveform"].shape[-1]
    assert_close(stft.inverse(separated, length=n_samples), tensors["separated"], atol=1e-5, rtol=1e-5)


def test_nine_blocks_have_the_published_number_of_parameters() -> None:
    assert sum(p.numel() for p in zoo.build("mdx_net", n_blocks=9).parameters()) == 5_480_196


def test_a_plain_layer_reads_the_one_before_it_alone() -> None:
    tfc, x = PlainTFC(in_channels=2, channels=3, n_layers=2).eval(), torch.randn(1, 2, 5, 7)
    first, second = tfc.layers
    assert_close(tfc(x), second(first(x)))


def test_skips_are_joined_side_by_side_or_multiplied() -> None:
    x, skip = torch.randn(1, 3, 2, 2), torch.randn(1, 3, 2, 2)
    assert_close(Concatenate()(x, skip), torch.cat((x, skip), 1))
    assert_close(Multiply()(x, skip), x * skip)
    assert (Concatenate().channels(3), Multiply().channels(3)) == (6, 3)


def test_a_silent_level_lets_nothing_through_a_multiplied_skip() -> None:
    network = zoo.build("mdx_net", n_fft=64, **SMALL).eval()
    network.ups[-1].register_forward_hook(lambda module, args, output: 0 * output)
    answers = network(torch.randn(2, 4, 8, 32))
    assert_close(answers[0], answers[1])


@pytest.mark.parametrize(("n_fft", "bins"), [(4096, 2048), (6144, 2048), (16384, 2048), (2048, 1025)])
def test_the_lowest_2048_bins_are_kept_where_there_are_more(n_fft: int, bins: int) -> None:
    assert zoo.build("mdx_net", n_fft=n_fft, n_blocks=3, channels=2).size.in_bins == bins


def test_bins_that_are_not_kept_come_back_as_silence() -> None:
    stft, waveform = Stft(StftConfig(n_fft=64, hop_length=16, kept_bins=8)), torch.randn(1, 2, 640)
    kept, whole = stft(waveform), Stft(StftConfig(n_fft=64, hop_length=16))(waveform)
    assert_close(kept, whole[..., :8])
    low = whole.clone()
    low[..., 8:] = 0
    assert_close(stft.inverse(kept, length=640), Stft(StftConfig(n_fft=64, hop_length=16)).inverse(low, length=640))


@pytest.mark.parametrize(("kept_bins", "n_fft"), [(30, 64), (64, 64)])
def test_a_number_of_bins_that_cannot_be_halved_or_is_too_large_is_refused(kept_bins: int, n_fft: int) -> None:
    with pytest.raises(ValueError, match=rf"kept_bins must be .* = 4 up to n_fft/2 = 32, got {kept_bins}"):
        zoo.spec("mdx_net").passes_to[0](n_fft=n_fft, kept_bins=kept_bins, n_blocks=5)


def test_it_trains_and_is_stored_as_any_other_network(tmp_path: Path) -> None:
    config = ModelConfig(network="mdx_net", overrides=SMALL, n_fft=192, hop_length=32)
    model = build_model(config)
    assert isinstance(model, SpectrogramModel)
    assert model.stft.config.kept_bins == 32
    model.loss(torch.randn(2, 2, 992), torch.randn(2, 1, 2, 992)).backward()
    assert all(parameter.grad is not None for parameter in model.parameters())
    save(tmp_path / "mdx.safetensors", model, config)
    again, _ = load(tmp_path / "mdx.safetensors")
    x = torch.randn(1, 2, 992)
    assert_close(again(x), model.eval()(x))
