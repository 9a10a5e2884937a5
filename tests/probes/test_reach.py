"""The reach of networks whose reach is known: a kernel, a matrix, a sum of both."""

import pytest
import torch
from torch import nn

from lasaft_nb.blocks import TFC
from lasaft_nb.probes.reach import Reach, reach


def _x(n_bins: int = 41) -> torch.Tensor:
    return torch.randn(1, 4, 6, n_bins, generator=torch.Generator().manual_seed(0))


def test_a_kernel_reaches_its_own_half_width() -> None:
    layer = nn.Conv2d(4, 4, (1, 7), padding=(0, 3), bias=False)
    nn.init.ones_(layer.weight)
    found = reach(layer, _x(), bins=(15, 20), bin_hz=10.0)
    assert found.farthest == 30.0
    assert torch.allclose(found.influence[:4], torch.tensor([1, 2, 2, 2], dtype=torch.float64) / 7)
    assert found.beyond(20.0) == pytest.approx(2 / 7)
    assert found.within(0.5) == 20.0


def test_five_layers_of_a_tfc_reach_five_bins() -> None:
    assert reach(TFC(in_channels=4, channels=4).eval(), _x(), bins=(20,)).farthest <= 5


def test_a_matrix_reaches_everything() -> None:
    found = reach(nn.Linear(41, 41), _x(), bins=(20,))
    assert found.farthest == 20
    assert found.influence.sum() == pytest.approx(1)


def test_a_network_that_ignores_its_input_reaches_nothing() -> None:
    found = reach(nn.Conv2d(4, 1, 1).requires_grad_(False), _x(), bins=(3,))
    assert found.beyond(-1) == pytest.approx(1)  # a 1 x 1 kernel: all at distance 0
    silent = Reach(torch.zeros(5), 1.0)
    assert (silent.farthest, silent.beyond(0)) == (0.0, 0.0)
