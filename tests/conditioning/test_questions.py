"""Several questions about one mixture, and the questions of a batch."""

import pytest
import torch

from lasaft_nb.conditioning import as_many
from lasaft_nb.conditioning.questions import shuffled


def test_examples_are_repeated_question_by_question() -> None:
    x = torch.tensor([[1.0], [2.0]])
    assert as_many(x, torch.zeros(6)).flatten().tolist() == [1, 2, 1, 2, 1, 2]
    assert as_many(x, torch.zeros(2, 7)) is x


def test_conditions_that_examples_cannot_share_are_refused() -> None:
    with pytest.raises(ValueError, match="equally many conditions for each of 2 examples, got 3"):
        as_many(torch.zeros(2, 4), torch.zeros(3))


@pytest.mark.parametrize("n_examples", [1, 4, 6, 8])
def test_a_batch_asks_for_every_source_before_one_comes_again(n_examples: int) -> None:
    counts = shuffled(n_examples).bincount(minlength=4)
    assert counts.sum() == n_examples
    assert counts.max() - counts.min() <= 1


def test_the_order_of_the_questions_is_random() -> None:
    torch.manual_seed(0)
    assert len({tuple(shuffled(4).tolist()) for _ in range(50)}) > 10
