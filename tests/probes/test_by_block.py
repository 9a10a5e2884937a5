"""Names of the places in a U-Net."""

import pytest
from torch import nn

from lasaft_nb.probes.by_block import by_block


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
