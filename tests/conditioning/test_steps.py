"""Steps run in order, each with the form of the condition it reads."""

import torch
from torch import Tensor, nn
from torch.testing import assert_close

from lasaft_nb.conditioning import Chain, Condition, Reads, Residual, Unconditioned
from lasaft_nb.conditioning.steps import reads_condition


class Plus(nn.Module):
    def forward(self, x: Tensor, condition: Tensor) -> Tensor:
        return x + condition


def test_a_chain_is_its_steps_one_after_the_other() -> None:
    condition = Condition(index=torch.tensor(1.0), embedding=torch.tensor(10.0), features=torch.tensor(100.0))
    chain = Chain(
        {
            "halve": Unconditioned(nn.AvgPool1d(1)),
            "modulate": Reads("features", Plus()),
            "transform": Residual(Reads("embedding", Plus())),
        }
    )
    assert_close(chain(torch.ones(1, 1), condition), torch.full((1, 1), 2 * (1 + 100.0) + 10))


def test_a_composition_reads_the_condition_if_one_of_its_steps_does_and_an_unknown_step_is_taken_to() -> None:
    deaf, hearing = Unconditioned(nn.Identity()), Reads("index", Plus())
    assert not reads_condition(Chain({"a": deaf, "b": Residual(deaf)}))
    assert reads_condition(Chain({"a": deaf, "b": Residual(hearing)}))
    assert reads_condition(nn.Identity())
