import numpy as np
import pytest
import torch
from torch import nn

from lasaft_nb.aml import words
from lasaft_nb.aml.words import encode
from lasaft_nb.conditioning.pocm import SMPoCM
from lasaft_nb.models.amss_net import AMSSNet, amss_net
from lasaft_nb.models.source_model import build_model
from lasaft_nb.probes.inside_amss_net import LatentSounds, last_block, mean_selection, read_words, shares_of_words
from lasaft_nb.training.presets import SMOKE, model_config

SIZES = {"n_fft": 64, "channels": 4, "n_layers": 1, "n_latent_sources": 2, "n_heads": 2, "word_dim": 8, "key_dim": 8}


def network(**options: bool) -> AMSSNet:
    return amss_net(vectors=words.vectors(), **SIZES, **options).eval()


def test_every_task_of_every_block_has_a_row_that_adds_up_to_one() -> None:
    table = read_words(network(), "mute drums, bass")
    tasks = ("select", "manipulate", "let out")
    assert list(table.index) == [f"decoder {i}, {task}" for i in (1, 2) for task in tasks] + ["aggregate"]
    assert list(table.columns) == ["<bgn>", "mute", "drums", ",", "bass", "<end>"]
    assert table.sum(axis=1).to_list() == pytest.approx([1.0] * 7)


def test_baselines_have_the_rows_that_they_have_parts_for() -> None:
    assert list(read_words(network(selective=False), "mute bass").index) == [
        "decoder 1, manipulate",
        "decoder 2, manipulate",
        "aggregate",
    ]
    assert "decoder 1, extract" in read_words(network(skip_attention=False), "mute bass").index


def test_a_task_whose_vector_agrees_with_a_word_reads_that_word() -> None:
    one = network()
    attend = one.unet.decoders[1].manipulate.to_pocm.attend
    features = one.describe(words.encode(["mute bass"])).features[0]
    key = attend.to_key(features)[2]  # "bass"
    attend.tasks.data[0] = 1e4 * (key - attend.to_key(features)[[0, 1, 3]].mean(0)).detach()
    assert read_words(one, "mute bass").loc["decoder 2, select", "bass"] > 0.99


def test_repeated_words_are_numbered_and_networks_without_words_are_refused() -> None:
    columns = list(read_words(network(), "mute vocals, drums, bass").columns)
    assert columns[2:7] == ["vocals", ", 1", "drums", ", 2", "bass"]
    with pytest.raises(ValueError, match="sentences"):
        read_words(nn.Linear(1, 1), "mute bass")
    assert torch.is_grad_enabled()


def test_a_gate_that_is_forced_shut_or_open_is_seen_as_such() -> None:
    model = build_model(model_config("amss_net", preset=SMOKE, estimation="stereo-mask")).eval()
    (gate,) = [part for part in model.modules() if isinstance(part, SMPoCM)]
    select = gate.to_pocm.heads[0]
    select.weight.data.zero_()
    biases = torch.zeros(6, 7)  # (latent channel, weights and bias)
    biases[:, -1] = torch.tensor([-30.0, 0.0, 30.0, 0.0, 0.0, 0.0])
    select.bias.data = biases.flatten()
    found = mean_selection(model, torch.randn(1, 2, 4000), encode(["mute drums"]))
    assert found.shape == (1, 6)
    assert found[0].tolist() == pytest.approx([0, 0.5, 1, 0.5, 0.5, 0.5], abs=1e-6)
    assert not gate._forward_hooks


def test_the_baseline_without_gates_is_refused() -> None:
    model = build_model(model_config("amss_net_no_smpocm", preset=SMOKE, estimation="stereo-mask")).eval()
    with pytest.raises(ValueError, match="SMPoCM"):
        mean_selection(model, torch.randn(1, 2, 4000), encode(["mute drums"]))


def test_variance_is_shared_out_to_verb_noun_and_their_combination() -> None:
    verb, noun = torch.randn(5, 1), torch.randn(1, 3)
    both = torch.randn(5, 3)
    both = both - both.mean(0) - both.mean(1, keepdim=True) + both.mean()
    values = torch.stack([verb.expand(5, 3), noun.expand(5, 3), both, verb + noun + both], dim=-1)
    shares = shares_of_words(values)
    assert shares["verb"][0] == pytest.approx(1)
    assert shares["noun"][1] == pytest.approx(1)
    assert shares["both"][2] == pytest.approx(1, abs=1e-5)
    torch.testing.assert_close(sum(shares.values()), torch.ones(4))


SENTENCE = "mute drums"


def model_of(network: str, estimation: str = "stereo-mask"):
    return build_model(model_config(network, preset=SMOKE, estimation=estimation)).eval()


@pytest.fixture
def mixture() -> np.ndarray:
    return np.random.default_rng(0).uniform(-0.3, 0.3, (SMOKE.sample_rate // 2, 2)).astype(np.float32)


@pytest.mark.parametrize("network", ["amss_net", "amss_net_no_csa", "amss_net_no_smpocm"])
@pytest.mark.parametrize("estimation", ["stereo-mask", "DCSE"])
def test_the_channels_add_up_to_the_output(network: str, estimation: str, mixture) -> None:
    sounds = LatentSounds(model_of(network, estimation), mixture, SENTENCE)
    assert len(sounds) == 6  # two heads of three
    np.testing.assert_allclose(sounds.without + sum(sounds), sounds.output, atol=1e-5)


def test_a_channel_is_what_is_lost_when_it_alone_is_masked(mixture) -> None:
    model = model_of("amss_net")
    sounds = LatentSounds(model, mixture, SENTENCE)
    mask = torch.ones(1, 6, 1, 1)
    mask[:, 4] = 0
    hook = last_block(model).manipulate.register_forward_hook(lambda _, inputs, output: output * mask)
    with torch.inference_mode():
        masked = model(torch.from_numpy(mixture.T)[None], encode([SENTENCE]))[0, 0].T.numpy()
    hook.remove()
    np.testing.assert_allclose(sounds.output - masked, sounds[4], atol=1e-5)
    assert np.abs(sounds[4]).max() > 0


def test_other_networks_and_channels_are_refused(mixture) -> None:
    with pytest.raises(ValueError, match="AMSS-Net"):
        LatentSounds(model_of("cunet_film", "DCSE"), mixture, SENTENCE)
    with pytest.raises(IndexError, match=r"0\.\.5"):
        LatentSounds(model_of("amss_net"), mixture, SENTENCE)[6]
