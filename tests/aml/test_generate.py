"""The size of the language and the chances of its sentences, computed and drawn."""

from collections import Counter
from random import Random

import pytest

from lasaft_nb.aml.error import AmlError
from lasaft_nb.aml.generate import n_sentences, probability, random_sentence
from lasaft_nb.aml.grammar import RULES, sentences


def test_the_number_computed_from_the_rules_is_the_number_of_sentences_listed():
    assert n_sentences() == len(set(sentences())) == 330
    assert [n_sentences(symbol) for symbol in RULES["<desc>"]] == [135, 60, 120, 15]
    assert n_sentences("apply") == 1


@pytest.mark.parametrize("weights", [None, {"<desc>": (3, 2, 2, 1), "<opt>": (1, 0, 1)}])
def test_the_probabilities_of_all_sentences_add_up_to_one(weights):
    assert sum(probability(text, weights) for text in sentences()) == pytest.approx(1)


def test_a_probability_is_the_product_of_the_choices():
    assert probability("remove reverb from bass") == pytest.approx(1 / 4 / 15)
    assert probability("get rid of drums, bass") == pytest.approx(1 / 4 / 2 / 7 / 15)
    assert probability("remove reverb from bass", {"<desc>": (0, 0, 0, 1)}) == pytest.approx(1 / 15)


def test_random_sentences_come_as_often_as_computed():
    rng, n = Random(0), 4000
    counts = Counter(random_sentence(rng) for _ in range(n))
    for text in ("remove reverb from bass", "remove reverb from vocals, drums"):
        assert counts[text] / n == pytest.approx(probability(text), rel=0.35)


def test_what_is_no_sentence_has_no_probability():
    with pytest.raises(AmlError):
        probability("mute other")
