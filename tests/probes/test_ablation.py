"""Modules are named by their block; silenced ones answer with zeros."""

import pytest
import torch
from torch import nn
from torch.testing import assert_close

from lasaft_nb.blocks import TDF, TFC, TFCTDF
from lasaft_nb.probes.ablation import by_block, evaluating, silenced


def u_net(n: int) -> nn.Module:
    """The frame of a U-Net with a linear layer in every block but the first."""
    parts = {"decoders": nn.ModuleList(nn.Sequential(nn.Linear(1, 1)) for _ in range(n)), "middle": nn.Linear(1, 1)}
    parts["encoders"] = nn.ModuleList([nn.ReLU(), *(nn.Linear(1, 1) for _ in range(n - 1))])
    return nn.ModuleDict(parts)


def test_blocks_are_counted_from_one_and_come_in_the_order_of_the_signal() -> None:
    network = u_net(11)
    names = [*(f"encoder {n}" for n in range(2, 12)), "middle", *(f"decoder {n}" for n in range(1, 12))]
    found = by_block(network, nn.Linear, called="linear layers")
    assert list(found) == names
    assert found["encoder 3"] is network["encoders"][2]


def test_a_network_inside_a_model_has_the_same_names() -> None:
    assert list(by_block(nn.ModuleDict({"network": u_net(2)}), nn.ReLU, called="ReLUs")) == ["encoder 1"]


def test_what_no_block_has_is_named() -> None:
    with pytest.raises(ValueError, match="network must have convolutions, got a ModuleDict without"):
        by_block(u_net(2), nn.Conv2d, called="convolutions")
    with pytest.raises(ValueError, match="got a Linear without"):
        by_block(nn.Linear(1, 1), nn.Linear, called="blocks")


def test_a_block_without_its_tdf_is_its_tfc_and_comes_back_whole() -> None:
    tfc, tdf = TFC(in_channels=2, channels=2, n_layers=1), TDF(channels=2, n_in=16, min_units=4)
    block, x = TFCTDF(tfc=tfc, tdf=tdf).eval(), torch.randn(1, 2, 3, 16)
    before = block(x)
    with silenced(tdf):
        assert_close(block(x), tfc(x))
    assert_close(block(x), before)
    assert not torch.allclose(before, tfc(x))


def test_an_error_inside_the_context_still_gives_the_module_back() -> None:
    module, x = torch.nn.ReLU(), torch.ones(2)
    with pytest.raises(RuntimeError), silenced(module):
        raise RuntimeError
    assert_close(module(x), x)


def test_a_network_is_evaluated_and_every_part_comes_back_in_its_own_mode() -> None:
    network = nn.Sequential(nn.BatchNorm1d(2), nn.Sequential(nn.Dropout(), nn.ReLU()))
    network[1][0].eval()
    modes = [part.training for part in network.modules()]
    with pytest.raises(RuntimeError, match="inside"), evaluating(network):
        assert not any(part.training for part in network.modules())
        raise RuntimeError("inside")
    assert [part.training for part in network.modules()] == modes == [True, True, True, False, True]
