"""The answers of the chapter on the language agree with the grammar."""

from math import perm

import pytest

from lasaft_nb import aml
from lasaft_nb.aml.grammar import RULES
from lasaft_nb.aml.probability import n_sentences, probability
from lasaft_nb.exercises.aml import EXERCISES


def selections(n: int) -> int:
    return sum(perm(n, k) for k in range(1, n + 1))


def test_four_sources_give_as_many_sentences_as_the_answer_says(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(RULES, "<srcs>", ("piano",) * selections(4))
    assert n_sentences() == EXERCISES["four-sources"].answer


def test_the_selections_of_the_exercise_are_counted_right() -> None:
    assert EXERCISES["selections"].is_right(selections)
    assert not EXERCISES["selections"].is_right(lambda n: 2**n - 1)


def test_the_chance_of_muting_the_vocals_is_the_sum_over_its_sentences() -> None:
    assert EXERCISES["chance"].is_right(sum(map(probability, aml.paraphrases(aml.parse("mute vocals")))))
