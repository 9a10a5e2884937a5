import torch
from torch.nn import functional
from torch.testing import assert_close

from lasaft_nb.conditioning.description import Words
from lasaft_nb.conditioning.smpocm import AggregatePoCM, SMPoCM, TanhPoCM

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
