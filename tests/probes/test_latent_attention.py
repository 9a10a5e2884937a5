"""Attention over latent sources is read and fixed; embeddings of sources are blended."""

import pytest
import torch
from torch.testing import assert_close

from lasaft_nb.models import zoo
from lasaft_nb.probes.latent_attention import (
    attend_as,
    attend_only,
    attention_of,
    attentions,
    blended,
    source_embeddings,
)

SIZES = {"n_fft": 128, "n_blocks": 5, "channels": 4, "n_layers": 1, "n_latent_sources": 3}


@pytest.fixture
def network() -> torch.nn.Module:
    return zoo.build("cunet_gpocm_lasaft", **SIZES).eval()


def answer(network: torch.nn.Module, source: int = 1) -> torch.Tensor:
    x = torch.randn(1, 4, 8, 65, generator=torch.Generator().manual_seed(1))
    with torch.no_grad():
        return network(x, torch.tensor([source]))


def test_blocks_are_named_in_the_order_of_the_signal_and_every_row_of_weights_sums_to_one(network) -> None:
    weights = attention_of(network)
    assert list(weights) == ["encoder 1", "encoder 2", "middle", "decoder 1", "decoder 2"]
    for matrix in weights.values():
        assert_close(matrix.sum(1), torch.ones(4))
    assert source_embeddings(network).shape == (4, 32)


def test_attending_to_one_latent_source_equals_a_network_whose_keys_leave_no_choice(network) -> None:
    with attend_only(network, 2):
        forced = answer(network)
    same = zoo.build("cunet_gpocm_lasaft", **SIZES).eval()
    same.load_state_dict(network.state_dict())
    for attention in attentions(same).values():
        attention.to_query.weight.data.zero_()
        attention.to_query.bias.data.fill_(1.0)
        attention.keys.data.fill_(0.0)
        attention.keys.data[:, 2] = 1e4
    assert_close(forced, answer(same))


def test_afterwards_the_network_attends_as_before_also_after_an_error(network) -> None:
    before = answer(network)
    with pytest.raises(RuntimeError, match="stop"), attend_only(network, 0):
        raise RuntimeError("stop")
    assert_close(answer(network), before)


def test_one_block_alone_can_be_fixed(network) -> None:
    with attend_only(network, 0, blocks=["middle"]):
        fixed = attention_of(network)
    free = attention_of(network)
    assert_close(fixed["middle"], torch.eye(3)[[0, 0, 0, 0]])
    assert_close(fixed["encoder 1"], free["encoder 1"])


def test_unknown_blocks_latent_sources_and_networks_are_refused(network) -> None:
    with pytest.raises(ValueError, match="blocks must be among encoder 1"), attend_only(network, 0, blocks=["cellar"]):
        pass
    with pytest.raises(ValueError, match=r"latent must be in 0\.\.2, got 3"), attend_only(network, 3):
        pass
    with pytest.raises(ValueError, match="must have LaSAFT"):
        attentions(zoo.build("tfc_7", n_fft=128, n_blocks=1, channels=4, n_layers=1))


def test_attending_as_the_source_asked_for_changes_nothing_and_as_another_does(network) -> None:
    own = answer(network, 1)
    with attend_as(network, 1):
        assert_close(answer(network, 1), own)
    with attend_as(network, 3):
        assert not torch.allclose(answer(network, 1), own)
        assert_close(attention_of(network)["middle"][1], attention_of(network)["middle"][3])
    with pytest.raises(ValueError, match=r"source must be in 0\.\.3, got 4"), attend_as(network, 4):
        pass


UNET_SIZES = {"n_fft": 128, "n_blocks": 3, "channels": 4, "n_layers": 1}


@pytest.fixture
def unet() -> torch.nn.Module:
    return zoo.build("cunet_gpocm_lasaft", **UNET_SIZES).eval()


def answer_of(unet: torch.nn.Module, source: int) -> torch.Tensor:
    x = torch.randn(1, 4, 8, 65, generator=torch.Generator().manual_seed(1))
    with torch.no_grad():
        return unet(x, torch.tensor([source]))


def test_a_blend_of_one_source_is_that_source_whatever_is_asked_for(unet) -> None:
    drums = answer_of(unet, 1)
    with blended(unet, {"drums": 1.0}):
        assert_close(answer_of(unet, 0), drums)
    assert not torch.allclose(answer_of(unet, 0), drums)


def test_half_way_is_the_mean_of_the_two_embeddings(unet) -> None:
    with blended(unet, {"vocals": 0.5, "other": 0.5}):
        half = answer_of(unet, 1)
    embedding = unet.generator.embedding.weight
    embedding.data[2] = embedding.data[[0, 3]].mean(0)
    assert_close(answer_of(unet, 2), half)


def test_what_is_no_source_and_networks_without_conditions_are_refused(unet) -> None:
    with pytest.raises(ValueError, match="weights must name sources among vocals"):
        blended(unet, {"flute": 1.0}).__enter__()
    with pytest.raises(ValueError, match="must be conditioned on a source"):
        blended(zoo.build("tfc_7", **UNET_SIZES), {"drums": 1.0}).__enter__()
