"""Several questions about one mixture."""

import pytest
import torch

from lasaft_nb.conditioning import as_many


def test_examples_are_repeated_question_by_question() -> None:
    x = torch.tensor([[1.0], [2.0]])
    assert as_many(x, torch.zeros(6)).flatten().tolist() == [1, 2, 1, 2, 1, 2]
    assert as_many(x, torch.zeros(2, 7)) is x


def test_conditions_that_examples_cannot_share_are_refused() -> None:
    with pytest.raises(ValueError, match="equally many conditions for each of 2 examples, got 3"):
        as_many(torch.zeros(2, 4), torch.zeros(3))
