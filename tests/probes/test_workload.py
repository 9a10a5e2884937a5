"""Multiply-adds agree with counting by hand, also for recurrent layers; time is that of the processor."""

import time

import pytest
import torch
from torch import nn

from lasaft_nb.blocks import TDC, TDCRNN, TDF, TFC
from lasaft_nb.probes.workload import multiply_adds, n_parameters, processor_seconds


def test_a_convolution_multiplies_its_kernel_at_every_place() -> None:
    layer = nn.Conv2d(3, 4, 3, padding=1)
    assert multiply_adds(layer, torch.zeros(2, 3, 6, 8)) == 2 * 6 * 8 * 4 * 3 * 9


def test_a_transposed_convolution_multiplies_its_kernel_at_every_place_of_the_input() -> None:
    layer = nn.ConvTranspose2d(3, 4, (2, 2), stride=2)
    assert multiply_adds(layer, torch.zeros(1, 3, 6, 8)) == 6 * 8 * 3 * 4 * 4


@pytest.mark.parametrize(("kind", "gates"), [(nn.GRU, 3), (nn.LSTM, 4), (nn.RNN, 1)])
def test_a_recurrent_layer_uses_its_matrices_at_every_step(kind: type[nn.RNNBase], gates: int) -> None:
    layer = kind(5, 7, num_layers=2, bidirectional=True, batch_first=True)
    first, second = gates * 7 * (5 + 7), gates * 7 * (14 + 7)
    assert multiply_adds(layer, torch.zeros(3, 11, 5)) == 3 * 11 * 2 * (first + second)


def test_blocks_cost_what_their_formulas_say() -> None:
    c, t, f = 8, 4, 64
    x = torch.zeros(1, c, t, f)
    dense = sum((i + 1) * c * c for i in range(5)) * t * f
    assert multiply_adds(TFC(in_channels=c, channels=c), x) == 9 * dense
    assert multiply_adds(TDC(in_channels=c, channels=c), x) == 3 * dense
    assert multiply_adds(TDF(channels=c, n_in=f, bottleneck_factor=4), x) == c * t * 2 * f * f // 4


def test_counting_leaves_the_module_as_it_was() -> None:
    block = TDCRNN(tdc=TDC(in_channels=4, channels=4), channels=4, n_bins=32).train()
    before = {name: value.clone() for name, value in block.state_dict().items()}
    assert multiply_adds(block, torch.randn(1, 4, 8, 32)) > 0
    assert block.training
    assert all(torch.equal(value, before[name]) for name, value in block.state_dict().items())
    assert block(torch.randn(1, 4, 8, 32)).abs().sum() > 0  # recurrent layers compute again


def test_parameters_are_the_trained_ones() -> None:
    layer = nn.Linear(3, 4)
    layer.bias.requires_grad_(False)
    assert n_parameters(layer) == 12


def test_waiting_costs_no_processor_time() -> None:
    assert processor_seconds(lambda: time.sleep(0.05), repeats=2) < 0.04
    with pytest.raises(ValueError, match="repeats must be at least 1, got 0"):
        processor_seconds(lambda: None, repeats=0)
