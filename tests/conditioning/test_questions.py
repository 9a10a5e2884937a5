"""Several questions about one mixture."""

import pytest
import torch
from torch import nn
from torch.testing import assert_close

from lasaft_nb.conditioning import Condition, FiLM, Reads, Residual, as_many


def test_examples_are_repeated_question_by_question() -> None:
    x = torch.tensor([[1.0], [2.0]])
    assert as_many(x, torch.zeros(6)).flatten().tolist() == [1, 2, 1, 2, 1, 2]
    assert as_many(x, torch.zeros(2, 7)) is x


def test_conditions_that_examples_cannot_share_are_refused() -> None:
    with pytest.raises(ValueError, match="equally many conditions for each of 2 examples, got 3"):
        as_many(torch.zeros(2, 4), torch.zeros(3))


@pytest.mark.parametrize("wrap", [nn.Identity(), Residual], ids=["plain", "residual"])
def test_a_step_that_reads_the_condition_answers_every_question_as_if_asked_alone(wrap: type) -> None:
    step = wrap(Reads("features", FiLM(channels=3, condition_dim=5)))
    x, features = torch.randn(2, 3, 4, 6), torch.randn(6, 5)

    def ask(some: torch.Tensor) -> torch.Tensor:
        return step(x, Condition(index=some, embedding=some, features=some))

    assert_close(ask(features), torch.cat([ask(two) for two in features.split(2)]))
