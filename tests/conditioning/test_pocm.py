"""PoCM and GPoCM against the equations of the thesis, written out in loops."""

import pytest
import torch
from torch import Tensor
from torch.nn import functional
from torch.testing import assert_close

from lasaft_nb.conditioning import GPoCM, PoCM, point_wise


def weights_of(pocm: PoCM, condition: Tensor) -> tuple[Tensor, Tensor]:
    weight = pocm.weight_norm(pocm.to_weight(condition))
    return weight.view(len(condition), 4, 4), pocm.bias_norm(pocm.to_bias(condition))


@pytest.mark.parametrize("normalise", [True, False])
def test_pocm_is_equation_4_3(normalise: bool) -> None:
    pocm = PoCM(channels=4, condition_dim=3, normalise=normalise).eval()
    if normalise:
        pocm.weight_norm.running_mean.normal_()
        pocm.weight_norm.running_var.uniform_(0.5, 2)
    x, condition = torch.randn(2, 4, 5, 6), torch.randn(2, 3)
    omega, beta = weights_of(pocm, condition)
    expected = torch.empty_like(x)
    for b in range(2):
        for c in range(4):
            expected[b, c] = beta[b, c] + sum(omega[b, c, j] * x[b, j] for j in range(4))
    assert_close(pocm(x, condition), expected)


def test_gpocm_is_a_gated_1x1_convolution_per_example() -> None:
    gpocm, x, condition = GPoCM(channels=4, condition_dim=3).eval(), torch.randn(2, 4, 5, 6), torch.randn(2, 3)
    weights, biases = weights_of(gpocm.pocm, condition)
    gates = [functional.conv2d(x[[n]], weights[n, :, :, None, None], biases[n]).sigmoid() for n in range(2)]
    assert_close(gpocm(x, condition), x * torch.cat(gates))


def test_gpocm_never_enlarges_a_value() -> None:
    x = torch.randn(3, 4, 5, 6)
    assert (GPoCM(channels=4, condition_dim=3)(x, torch.randn(3, 3)).abs() <= x.abs()).all()


def test_gpocm_of_silence_is_silence() -> None:
    assert not GPoCM(channels=4, condition_dim=3)(torch.zeros(2, 4, 5, 6), torch.randn(2, 3)).any()


def test_point_wise_mixes_channels_into_another_number_of_channels() -> None:
    x, weight, bias = torch.randn(2, 3, 4, 5), torch.randn(2, 6, 3), torch.randn(2, 6)
    for n in range(2):
        expected = functional.conv2d(x[[n]], weight[n, :, :, None, None], bias[n])
        assert_close(point_wise(x, weight, bias)[[n]], expected)
