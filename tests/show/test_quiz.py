"""Questions in the page: what can be asked, what is said in words, and the answers in a real browser."""

from pathlib import Path

import pytest
from browser_page import result

from lasaft_nb.show import quiz
from lasaft_nb.show.quiz import Choice, Question, read

CHOICES = (
    Choice(text="1 kHz", says="This is a quarter of it."),
    Choice(text="4 kHz", says="Half of 8 kHz.", right=True),
)
ONE = Question(text="Up to which frequency does 8 kHz reach?", choices=CHOICES)
TWO = Question(text="How many bins?", number=513, within=0.5, right="n/2 + 1.", wrong="Think of n/2 + 1.", unit="bins")
USE = """
  const forms = [...document.querySelectorAll(".lasaft-quiz form")];
  const check = (form) => {
    form.querySelector("button").click();
    return [form.dataset.answer, form.querySelector("output").textContent];
  };
  const said = forms.map(check);
  for (const value of [0, 1]) {
    forms[0].querySelectorAll("input")[value].click();
    said.push(check(forms[0]));
  }
  for (const value of ["many", "512", "513,4", "513"]) {
    forms[1].querySelector("input").value = value;
    said.push(check(forms[1]));
  }
  return said;
"""


def test_every_answer_says_why_and_nothing_chosen_says_what_to_do(tmp_path: Path) -> None:
    assert result(USE, folder=tmp_path, body=quiz(ONE, TWO).html) == [
        ["", "Choose an answer first."],
        ["", "Write a number, such as 0.5."],
        ["wrong", "Not quite. This is a quarter of it."],
        ["right", "Right. Half of 8 kHz."],
        ["", "Write a number, such as 0.5."],
        ["wrong", "Not quite. Think of n/2 + 1."],
        ["right", "Right. n/2 + 1."],
        ["right", "Right. n/2 + 1."],
    ]


def test_in_words_there_are_letters_and_no_answers() -> None:
    assert repr(quiz(ONE, TWO)) == (
        "1. Up to which frequency does 8 kHz reach?\na) 1 kHz\nb) 4 kHz\n\n2. How many bins?\nYour number: ____ bins"
    )


def test_what_a_question_says_is_no_markup() -> None:
    html = quiz(Question(text="<b>?", choices=(Choice(text="<i>", says='"<u>"'), CHOICES[1]))).html
    assert not {"<b>", "<i>", "<u>"} & {html[at : at + 3] for at in range(len(html))}


def test_the_same_questions_give_the_same_bytes_and_others_another_group() -> None:
    assert quiz(ONE).html == quiz(ONE).html
    assert quiz(ONE).html.count('name="quiz-') == 2


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"text": "?"}, "q: a question has choices or a number"),
        ({"text": "?", "number": 1, "choices": [{"text": "a", "says": "b"}]}, "q: a question has choices or a number"),
        ({"text": "?", "choices": [{"text": "a", "says": "b", "right": True}]}, "q: a question has two choices"),
        ({"text": "?", "choices": [{"text": "a", "says": "b"}] * 2}, "of which one is right"),
        ({"text": "?", "choices": "a or b"}, "q: choices must be a list"),
        ({"text": "?", "number": 1, "right": "yes"}, "q: wrong must say"),
        ({"text": " ", "number": 1, "right": "yes", "wrong": "no"}, "q: text must say"),
        ({"text": "?", "nubmer": 1}, "q: .*nubmer"),
    ],
)
def test_a_question_that_cannot_be_asked_is_named(fields: dict, words: str) -> None:
    with pytest.raises(ValueError, match=words):
        read({"q": fields})
    with pytest.raises(ValueError, match="at least one question"):
        quiz()
