import pytest
import torch
from torch.testing import assert_close

from lasaft_nb.models.classic.upsampling import UPSAMPLINGS, LearnedUpsampling, LinearUpsampling, TransposedUpsampling


@pytest.mark.parametrize("kind", UPSAMPLINGS)
def test_length_doubles_and_loses_one_where_ends_are_kept(kind: str) -> None:
    x = torch.randn(2, 3, 7)
    assert UPSAMPLINGS[kind](channels=3, keep_ends=True)(x).shape == (2, 3, 13)
    assert UPSAMPLINGS[kind](channels=3, keep_ends=False)(x).shape == (2, 3, 14)


@pytest.mark.parametrize("kind", ["linear", "learned"])
def test_interpolation_keeps_given_elements_and_a_constant(kind: str) -> None:
    up, x = UPSAMPLINGS[kind](channels=3, keep_ends=False), torch.randn(2, 3, 7)
    assert_close(up(x)[..., ::2], x)
    assert_close(up(torch.ones(1, 3, 5)), torch.ones(1, 3, 10))


def test_linear_agrees_with_torch_interpolate_at_aligned_corners() -> None:
    x = torch.randn(2, 3, 7)
    expected = torch.nn.functional.interpolate(x, size=13, mode="linear", align_corners=True)
    assert_close(LinearUpsampling(channels=3, keep_ends=True)(x), expected)


def test_learned_starts_as_linear_and_stays_between_the_neighbours() -> None:
    up, x = LearnedUpsampling(channels=3, keep_ends=True), torch.randn(2, 3, 7)
    assert_close(up(x), LinearUpsampling(channels=3, keep_ends=True)(x))
    torch.nn.init.constant_(up.weight, 30.0)  # sigmoid 1: repeat the earlier neighbour
    assert_close(up(x)[..., 1::2], x[..., :-1])


def test_transposed_convolution_makes_a_comb_of_a_constant_and_interpolation_none() -> None:
    constant = torch.ones(1, 1, 32)
    transposed = TransposedUpsampling(channels=1, keep_ends=True)
    inner = transposed(constant)[0, 0, 8:-8].detach()
    assert_close(inner[::2], inner[0].expand(len(inner[::2])))  # period two …
    assert abs(inner[0] - inner[1]) > 1e-3  # … and uneven
    even, odd = transposed.conv.weight[0, 0, ::2].sum(), transposed.conv.weight[0, 0, 1::2].sum()
    assert_close((inner[0] - inner[1]).abs(), (even - odd).abs().detach())
