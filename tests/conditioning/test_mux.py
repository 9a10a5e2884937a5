"""The switch sends every example to its own block, and puts the answers back in place."""

import torch
from torch import Tensor, nn
from torch.testing import assert_close

from lasaft_nb.conditioning import Mux


class Times(nn.Module):
    def __init__(self, factor: float) -> None:
        super().__init__()
        self.factor = factor

    def forward(self, x: Tensor) -> Tensor:
        assert len(x), "a block that nobody asked for must not run"
        return self.factor * x


def test_every_example_goes_through_the_block_of_its_source() -> None:
    x, index = torch.randn(5, 2, 3, 4), torch.tensor([3, 0, 3, 1, 0])
    expected = x * torch.tensor([1000.0, 1.0, 1000.0, 10.0, 1.0])[:, None, None, None]
    mux = Mux([Times(10.0**n) for n in range(4)])
    assert_close(mux(x, index), expected)
    assert_close(mux(x, 2), 100 * x)
