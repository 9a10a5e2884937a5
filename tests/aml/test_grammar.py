import re
from collections import Counter
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lasaft_nb import aml
from lasaft_nb.aml import error as grammar_error
from lasaft_nb.aml.command import TASKS
from lasaft_nb.aml.error import AmlError, edit_distances
from lasaft_nb.aml.grammar import MAX_LENGTH, RULES, n_sentences, parse_tree, probability, random_sentence, sentences

ALL = tuple(aml.sentences())
WORDS = sorted({word for sentence in ALL for word in sentence.replace(",", " ,").split()})


def test_the_language_has_exactly_330_different_sentences():
    assert len(ALL) == len(set(ALL)) == 330


def test_the_count_is_that_of_the_rules_done_by_hand():
    orders = 3 + 3 * 2 + 3 * 2 * 1
    assert len(RULES["<srcs>"]) == orders == 15
    assert 7 * orders + 2 * orders + 2 * 2 * orders + 4 * 2 * orders + orders == 330


def test_without_synonyms_orders_and_unsaid_levels_105_meanings_are_left():
    targets = 2**3 - 1
    assert len(aml.commands()) == targets * (1 + 1 + 2 + 2 * 2 + 3 * 2 + 1) == 105
    assert sum(len(aml.paraphrases(command)) for command in aml.commands()) == 330


@settings(deadline=None)
@given(st.sampled_from(ALL))
def test_every_sentence_round_trips_through_its_canonical_form(sentence):
    command = aml.parse(sentence)
    assert str(command) in ALL
    assert aml.parse(str(command)) == command
    assert sentence in aml.paraphrases(command)


@pytest.mark.parametrize(
    ("one", "two"),
    [
        ("remove drums", "get rid of drums"),
        ("mute vocals, bass", "eliminate bass, vocals"),
        ("separate vocals", "isolate vocals"),
        ("extract drums, bass, vocals", "separate vocals, drums, bass"),
        ("apply lowpass to drums", "apply medium lowpass to drums"),
        ("APPLY  Lowpass to drums ,bass", "apply lowpass to bass, drums"),
    ],
)
def test_synonyms_orders_and_spelling_of_spaces_make_no_difference(one, two):
    assert aml.parse(one) == aml.parse(two)


@pytest.mark.parametrize(
    ("one", "two"),
    [
        ("eliminate vocals", "separate vocals"),
        ("remove vocals", "remove reverb from vocals"),
        ("pan drums to the left side", "pan drums completely to the left side"),
        ("pan drums to the left side", "pan drums to the right side"),
        ("apply light lowpass to bass", "apply heavy lowpass to bass"),
        ("apply lowpass to bass", "apply highpass to bass"),
        ("increase the volume of bass", "decrease the volume of bass"),
    ],
)
def test_what_differs_in_meaning_is_not_equal(one, two):
    assert aml.parse(one) != aml.parse(two)


def test_each_task_is_read_with_its_targets_and_level():
    read = aml.parse("pan bass, vocals completely to the right side")
    assert (read.task, read.sources, read.level) == ("pan right", ("vocals", "bass"), "completely")
    assert {command.task for command in aml.commands()} == set(TASKS)


def test_the_tree_is_the_derivation_of_thesis_equation_5_2():
    tree = parse_tree("apply medium lowpass to vocals, drums")
    assert [str(node.data) for node in tree.iter_subtrees_topdown()] == [
        "desc", "cls_f", "opt_filter", "opt", "filter", "srcs",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("wrong", "position", "word", "offered"),
    [
        ("aply lowpas to drum", 0, "aply", "apply lowpass to drums"),
        ("mute vocals and drums", 12, "and", "mute vocals, drums"),
        ("apply heavy to drums", 12, "to", "apply heavy lowpass to drums"),
        ("remove reverb", 13, "", "remove reverb from vocals"),
        ("pan vocals to left", 14, "left", "pan vocals to the left side"),
        ("mute vocals vocals", 12, "vocals", "mute vocals"),
        ("remove guitar", 7, "guitar", "remove vocals"),
        ("", 0, "", "mute vocals"),
    ],
)
def test_an_error_points_at_the_word_and_offers_the_nearest_sentence(wrong, position, word, offered):
    with pytest.raises(aml.AmlError) as caught:
        aml.parse(wrong)
    error = caught.value
    assert (error.position, error.word) == (position, word)
    if offered != "remove vocals":  # a guitar is as far from drums as from vocals
        assert error.nearest == offered
    assert error.nearest in ALL
    assert f'Did you mean "{error.nearest}"?' in str(error)
    assert isinstance(error, ValueError)


def test_an_error_lists_all_that_may_stand_there():
    with pytest.raises(
        aml.AmlError, match=r"word 2, \"guitar\", can't stand there; expected bass, drums, reverb, vocals"
    ):
        aml.parse("remove guitar")
    with pytest.raises(aml.AmlError, match="expected a comma or the end"):
        aml.parse("mute vocals and drums")
    with pytest.raises(aml.AmlError, match=f"no sentence is longer than {MAX_LENGTH} characters"):
        aml.parse("mute " * 1000)


@settings(deadline=None)
@given(st.lists(st.sampled_from(WORDS), max_size=14))
def test_the_words_an_error_expects_are_right(words):
    text = " ".join(words)
    try:
        assert " ".join(words).replace(" ,", ",") in ALL or not aml.parse(text)
    except aml.AmlError as error:
        start = text[: error.position].split()
        follow = {tuple(s.replace(",", " ,").split())[: len(start) + 1] for s in ALL}
        follow = {prefix[-1] for prefix in follow if prefix[:-1] == tuple(start) and len(prefix) > len(start)}
        assert set(error.expected) == follow
        assert error.word not in follow


@settings(max_examples=150, deadline=None)
@given(st.one_of(st.text(max_size=400), st.lists(st.sampled_from([*WORDS, "\x00", "\ud800"])).map(" ".join)))
def test_no_input_crashes_and_every_refusal_offers_a_sentence(text):
    try:
        aml.parse(text)
    except aml.AmlError as error:
        assert error.nearest in ALL
        str(error).encode()


@pytest.mark.parametrize("longer", ["mute " * 100_000, "x" * 500_000, "a b " * 50_000, "," * 200_000])
def test_a_longer_input_is_no_more_work(longer, monkeypatch):
    """What is compared with the language grows up to a bound: counted, not timed."""
    compared = []

    def counting(substitution, *rest, **options):
        compared.append(substitution.size)
        return edit_distances(substitution, *rest, **options)

    monkeypatch.setattr(grammar_error, "edit_distances", counting)
    work = []
    for text in (longer[:400], longer):
        compared.clear()
        with pytest.raises(aml.AmlError):
            aml.parse(text)
        work.append(sum(compared))
    assert 0 < work[1] == work[0] < 1_000_000


def test_random_sentences_follow_the_rules_and_cover_the_tasks():
    rng = Random(0)
    drawn = [aml.random_sentence(rng) for _ in range(400)]
    assert set(drawn) <= set(ALL)
    assert {aml.parse(sentence).task for sentence in drawn} == set(TASKS)
    again = Random(0)
    assert drawn == [aml.random_sentence(again) for _ in range(400)]


def test_without_weights_the_alternatives_of_a_rule_are_equally_likely():
    rng = Random(1)
    first = [aml.random_sentence(rng) for _ in range(4000)]
    share = sum(sentence.startswith("remove reverb") for sentence in first) / len(first)
    assert share == pytest.approx(1 / 4, abs=0.03)
    weighted = [aml.random_sentence(rng, {"<desc>": (0, 1, 0, 0), "<direction>": (1, 0)}) for _ in range(50)]
    assert all(re.fullmatch(r"pan .* to the left side", sentence) for sentence in weighted)


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
