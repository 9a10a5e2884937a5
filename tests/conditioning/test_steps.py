"""Steps run in order, each with the form of the condition it reads."""

import torch
from torch import Tensor, nn
from torch.testing import assert_close

from lasaft_nb.conditioning import Chain, Condition, Reads, Residual, Unconditioned


class Plus(nn.Module):
    def forward(self, x: Tensor, condition: Tensor) -> Tensor:
        return x + condition


def test_a_chain_is_its_steps_one_after_the_other() -> None:
    condition = Condition(
        index=torch.full((1, 1), 1.0), embedding=torch.full((1, 1), 10.0), features=torch.full((1, 1), 100.0)
    )
    chain = Chain(
        {
            "halve": Unconditioned(nn.AvgPool1d(1)),
            "modulate": Reads("features", Plus()),
            "transform": Residual(Reads("embedding", Plus())),
        }
    )
    assert_close(chain(torch.ones(1, 1), condition), torch.full((1, 1), 2 * (1 + 100.0) + 10))
