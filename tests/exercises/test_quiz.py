"""The questions of the book: what is asked, what is said to each answer, and that every one stands on one page."""

import ast
from collections import Counter
from pathlib import Path

import nbformat
import pytest
from book_site import NOTEBOOKS

from lasaft_nb.errors import UserError
from lasaft_nb.exercises import quiz
from lasaft_nb.exercises.quiz import questions

FEWEST, FEWEST_OF_A_CHAPTER, SHORT_PAGE = 60, 3, "playground"
CHOICES = {name: question.choices for name, question in questions().items() if question.choices}
NUMBERS = {name: question for name, question in questions().items() if not question.choices}


def asked(path: Path) -> list[str]:
    """Names in the calls of `quiz` of a notebook, in reading order."""
    code = [cell.source for cell in nbformat.read(path, as_version=4).cells if cell.cell_type == "code"]
    calls = [node for source in code if "quiz(" in source for node in ast.walk(ast.parse(source))]
    found = [node for node in calls if isinstance(node, ast.Call) and ast.unparse(node.func) == "quiz"]
    return [argument.value for call in found for argument in call.args]


def test_every_question_is_asked_on_one_page_and_every_page_asks_questions_of_one_chapter() -> None:
    pages = {path.stem: asked(path) for path in NOTEBOOKS}
    assert Counter(name for names in pages.values() for name in names) == Counter(list(questions()))
    assert {stem: {name.split("/")[0] for name in names} for stem, names in pages.items() if names} == {
        stem: {names[0].split("/")[0]} for stem, names in pages.items()
    }


def test_there_are_enough_questions_in_all_and_in_every_chapter() -> None:
    assert len(questions()) >= FEWEST
    assert {path.stem for path in NOTEBOOKS if len(asked(path)) < FEWEST_OF_A_CHAPTER} <= {SHORT_PAGE}
    assert all(asked(path) for path in NOTEBOOKS)


def test_every_answer_is_told_something_of_its_own_and_no_answer_stands_twice() -> None:
    for name, choices in CHOICES.items():
        assert 3 <= len(choices) <= 4, name
        assert len({choice.text for choice in choices}) == len({choice.says for choice in choices}) == len(choices)
    texts = [question.text for question in questions().values()]
    assert len(set(texts)) == len(texts)


def test_words_are_whole_sentences_without_maths_that_a_form_cannot_show() -> None:
    said = [choice.says for choices in CHOICES.values() for choice in choices]
    said += [words for question in NUMBERS.values() for words in (question.right, question.wrong)]
    assert [words for words in said if not words.endswith((".", "?"))] == []
    asks = [question.text for question in questions().values()]
    assert [text for text in asks if not text.endswith(("?", "."))] == []
    offered = [choice.text for choices in CHOICES.values() for choice in choices]
    assert [text for text in (*said, *asks, *offered) if {"$", "\\", "`"} & set(text)] == []


@pytest.mark.parametrize("count", [3, 4])
def test_neither_its_place_nor_its_length_gives_the_right_answer_away(count: int) -> None:
    some = [choices for choices in CHOICES.values() if len(choices) == count]
    places = Counter(next(at for at, choice in enumerate(choices) if choice.right) for choices in some)
    assert max(places.values()) <= len(some) / 2
    longest = sum(max(choices, key=lambda choice: len(choice.text)).right for choices in some)
    assert longest <= len(some) / 2


def test_a_number_can_be_typed_on_a_telephone_and_is_told_from_its_neighbours() -> None:
    assert {name for name, question in NUMBERS.items() if question.number < 0} == set()  # some keypads have no minus
    assert {name for name, question in NUMBERS.items() if question.within > 0.1 * max(question.number, 1)} == set()


def test_an_unknown_question_is_refused_with_the_nearest_ones() -> None:
    with pytest.raises(UserError, match=r"no question is called 'mixing/limitr'; take .*mixing/limiter"):
        quiz("mixing/limitr")
    with pytest.raises(ValueError, match="at least one question"):
        quiz()


def test_questions_are_shown_in_the_order_of_their_names() -> None:
    shown = repr(quiz("mixing/slope", "mixing/limiter"))
    assert shown.startswith(f"1. {questions()['mixing/slope'].text}\n")
    assert f"\n\n2. {questions()['mixing/limiter'].text}\na) " in shown
