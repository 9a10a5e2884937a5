import pytest
import torch
from torch import Tensor
from torch.nn import functional
from torch.testing import assert_close

from lasaft_nb.conditioning import GPoCM, PoCM, point_wise
from lasaft_nb.conditioning.description import Words
from lasaft_nb.conditioning.pocm import AggregatePoCM, SMPoCM, TanhPoCM


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


SIZES = {"word_dim": 6, "key_dim": 5}


def words(n_sentences: int = 2) -> Words:
    return Words(torch.randn(n_sentences, 3, 6), torch.ones(n_sentences, 3, dtype=torch.bool))


def convolve(x: torch.Tensor, weight: torch.Tensor, bias: torch.Tensor) -> torch.Tensor:
    """One 1x1 convolution an example, by torch itself."""
    return torch.cat([functional.conv2d(x[[n]], weight[n, :, :, None, None], bias[n]) for n in range(len(x))])


def test_smpocm_is_the_formula_of_the_thesis_with_three_convolutions() -> None:
    module, x, given = SMPoCM(channels=4, **SIZES), torch.randn(2, 4, 3, 7), words()
    select, manipulate, let_out = module.to_pocm(given)
    s, i = convolve(x, *select).sigmoid(), convolve(x, *let_out).sigmoid()
    assert_close(module(x, given), i * convolve(s * x, *manipulate).tanh() + (1 - s) * x)


def test_smpocm_lets_everything_through_where_the_select_gate_is_shut() -> None:
    module, x = SMPoCM(channels=4, **SIZES), torch.randn(1, 4, 3, 7)
    select, manipulate, _ = module.to_pocm.heads
    for head, bias in ((select, -1e4), (manipulate, 0.0)):
        torch.nn.init.zeros_(head.weight)
        torch.nn.init.zeros_(head.bias)
        head.bias.data.view(4, 5)[:, -1] = bias
    assert_close(module(x, words(1)), x)


def test_the_baseline_is_one_convolution_with_tanh() -> None:
    module, x, given = TanhPoCM(channels=4, **SIZES), torch.randn(2, 4, 3, 7), words()
    assert_close(module(x, given), convolve(x, *module.to_pocm(given)[0]).tanh())


def test_aggregate_pocm_changes_the_number_of_channels_without_activation() -> None:
    module, x, given = AggregatePoCM(in_channels=5, out_channels=2, **SIZES), torch.randn(2, 5, 3, 7), words()
    assert_close(module(x, given), convolve(x, *module.to_pocm(given)[0]))
