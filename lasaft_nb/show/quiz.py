"""Questions in the page with an answer at once: no kernel, no server; what is chosen stays in the browser."""

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from typing import Any

from lasaft_nb.show.html import Html, attributes, content_id, inline, required_text

LETTERS = "abcdefgh"


@dataclass(frozen=True, kw_only=True)
class Choice:
    """An answer to choose, and what is said to whoever chooses it."""

    text: str
    says: str
    right: bool = False

    def __post_init__(self) -> None:
        required_text(self.text, argument="text")
        required_text(self.says, argument="says")


@dataclass(frozen=True, kw_only=True)
class Question:
    """A question with ``choices``, of which one is right, or one whose answer is a ``number``.

    A number counts as right where it lies within ``within`` of the true one; ``right`` and ``wrong`` are what is said.
    """

    text: str
    choices: tuple[Choice, ...] = ()
    number: float | None = None
    within: float = 0.0
    unit: str = ""
    right: str = ""
    wrong: str = ""

    def __post_init__(self) -> None:
        required_text(self.text, argument="text")
        if (self.number is None) == (not self.choices):
            raise ValueError(f"a question has choices or a number, and not both: {self.text!r}")
        if self.choices and (len(self.choices) < 2 or sum(choice.right for choice in self.choices) != 1):
            raise ValueError(f"a question has two choices or more, of which one is right: {self.text!r}")
        if self.number is not None:
            required_text(self.right, argument="right")
            required_text(self.wrong, argument="wrong")


def quiz(*questions: Question) -> Html:
    """The questions as a form that answers by itself; in words they stand with letters and without the answers.

    Raises:
        ValueError: there is no question.
    """
    if not questions:
        raise ValueError("a quiz has at least one question, got none")
    parts = "".join(_html(question, number) for number, question in enumerate(questions, 1))
    text = "\n\n".join(_words(question, number) for number, question in enumerate(questions, 1))
    label = {"class": "lasaft-quiz", "role": "group", "aria-label": "Questions on this section"}
    return Html(f"{inline('quiz.css')}<div{attributes(label)}>{parts}</div>{inline('each.js', 'quiz.js')}", text)


def _html(question: Question, number: int) -> str:
    name = content_id("quiz", question.text)
    answer: dict[str, object] = {}
    if question.choices:
        body = "".join(_option(choice, name, value) for value, choice in enumerate(question.choices))
    else:
        answer = {"data-number": question.number, "data-within": question.within}
        answer |= {"data-right": question.right, "data-wrong": question.wrong}
        field = {"type": "text", "inputmode": "decimal", "name": name, "autocomplete": "off", "size": 8}
        unit = f" {escape(question.unit)}" if question.unit else ""
        body = f"<label>Your number: <input{attributes(field)}>{unit}</label>"
    return (
        f"<form{attributes(answer)}><fieldset><legend>{number}. {escape(question.text)}</legend>{body}"
        "<button type='submit'>Check</button> <output aria-live='polite'></output></fieldset></form>"
    )


def _option(choice: Choice, name: str, value: int) -> str:
    field = {"type": "radio", "name": name, "value": value, "data-right": choice.right, "data-says": choice.says}
    return f"<label><input{attributes(field)}> {escape(choice.text)}</label>"


def _words(question: Question, number: int) -> str:
    lines = [f"{LETTERS[at]}) {choice.text}" for at, choice in enumerate(question.choices)]
    return "\n".join([f"{number}. {question.text}", *(lines or [f"Your number: ____ {question.unit}".rstrip()])])


def read(table: dict[str, dict[str, Any]]) -> dict[str, Question]:
    """Questions by name, from what a TOML file holds.

    Raises:
        ValueError: an unknown field, or a question that can't be asked; the message names it.
    """
    found = {}
    for name, fields in table.items():
        try:
            choices = tuple(Choice(**choice) for choice in _choices(fields))
            found[name] = Question(**{**fields, "choices": choices})
        except (TypeError, ValueError) as error:
            raise ValueError(f"question {name}: {error}") from error
    return found


def _choices(fields: dict[str, Any]) -> Sequence[dict[str, Any]]:
    choices = fields.get("choices", ())
    if not isinstance(choices, list | tuple):
        raise ValueError(f"choices must be a list, got {choices!r}")
    return choices
