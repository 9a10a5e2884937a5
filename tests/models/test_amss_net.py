import pytest
import torch
from torch import nn
from torch.testing import assert_close

from lasaft_nb.models import zoo
from lasaft_nb.models.amss_net import AMSSNet, amss_net


def count(network: nn.Module) -> float:
    return sum(parameter.numel() for parameter in network.parameters()) / 1e6


def tiny(**options: bool) -> AMSSNet:
    sizes = {
        "n_fft": 64,
        "channels": 4,
        "n_layers": 2,
        "n_latent_sources": 2,
        "n_heads": 2,
        "word_dim": 6,
        "key_dim": 5,
    }
    return amss_net(vectors=torch.randn(9, 5), **sizes, **options)


@pytest.mark.parametrize(
    ("options", "millions"), [({}, 4.3), ({"skip_attention": False}, 4.9), ({"selective": False}, 2.4)]
)
def test_the_parameter_counts_of_thesis_5_5_2_are_met_within_ten_percent(options: dict, millions: float) -> None:
    assert count(amss_net(vectors=torch.randn(40, 50), **options)) == pytest.approx(millions, rel=0.1)


def test_the_baseline_without_csa_has_the_parameters_of_the_thesis_s_lasaft_or_of_the_light_one() -> None:
    counts = [
        sum(p.numel() for p in zoo.build("amss_net_no_csa", **options).parameters())
        for options in ({}, {"light_saft": True})
    ]
    assert counts == [4_922_112, 4_922_112]


def test_late_keys_see_what_the_words_did() -> None:
    network, x = tiny(late_keys=True).eval(), torch.randn(1, 4, 10, 33)
    keys = []
    network.unet.decoders[0].restore.to_key.register_forward_hook(lambda module, args, output: keys.append(output))
    for sentence in ([[3, 1]], [[3, 2]]):
        network(x, torch.tensor(sentence))
    assert (keys[0] - keys[1]).abs().max() > 1e-6


@pytest.mark.parametrize("options", [{}, {"skip_attention": False}, {"selective": False}, {"late_keys": True}])
def test_the_output_has_the_shape_of_the_input_and_every_parameter_learns(options: dict) -> None:
    network, x = tiny(**options), torch.randn(2, 4, 10, 33)
    output = network(x, torch.tensor([[3, 1, 4], [2, 5, 0]]))
    assert output.shape == x.shape
    output.square().mean().backward()
    assert [name for name, parameter in network.named_parameters() if parameter.grad is None] == []


@pytest.mark.parametrize("options", [{}, {"skip_attention": False}, {"selective": False}, {"late_keys": True}])
def test_the_sentence_changes_the_output_and_padding_does_not(options: dict) -> None:
    network, x = tiny(**options).eval(), torch.randn(1, 4, 10, 33)
    first, other = network(x, torch.tensor([[3, 1]])), network(x, torch.tensor([[3, 2]]))
    assert (first - other).abs().max() > 1e-5
    assert_close(network(x, torch.tensor([[3, 1, 0, 0]])), first)


def test_the_attention_does_not_see_the_words_at_the_first_decoding_block() -> None:
    network, x = tiny().eval(), torch.randn(1, 4, 10, 33)
    seen = []
    network.unet.decoders[0].restore.attend.register_forward_hook(
        lambda module, args, _: seen.append(module.attention(*args[:2]))
    )
    for sentence in ([[3, 1]], [[3, 2]]):
        network(x, torch.tensor(sentence))
    assert_close(seen[0], seen[1])
