"""What a reader is told about a sentence that isn't in the language."""

import re

from lasaft_nb.errors import UserError

WORD = re.compile(r"[^\s,]+|,")  # of a sentence; a comma is one
SHOWN = 60  # characters of the input that a message repeats
READ = 400  # characters of the input that are compared with the language
MESSAGES = {  # the one place of the wording: the playground's page fills the same templates
    "whole": "{reason}. Did you mean {nearest}?",
    "reason": "{text} isn't a sentence of the language: {where}; expected {choice}",
    "word": "word {number}, {word}, can't stand there",
    "end": "it ends too early",
    "long": "no sentence is longer than {length} characters",
    "comma": "a comma",
    "may end": "the end",
}


class AmlError(UserError):
    """A sentence outside the Audio Manipulation Language.

    Attributes:
        text: the sentence as given.
        position: index in ``text`` of the first word that can't stand there; ``len(text)`` if something is missing.
        word: that word, "" at the end.
        expected: the words that may stand there, sorted.
        nearest: the valid sentence that differs least.
    """

    def __init__(
        self,
        text: str,
        position: int,
        *,
        expected: tuple[str, ...],
        nearest: str,
        may_end: bool = False,
        reason: str = "",
    ) -> None:
        found = WORD.match(text, position)
        self.text, self.position, self.expected = text, position, expected
        self.word = found.group() if found else ""
        self.nearest, self._may_end = nearest, may_end
        super().__init__(MESSAGES["whole"].format(reason=reason or self._reason(), nearest=_quote(self.nearest)))

    def _reason(self) -> str:
        number = len(WORD.findall(self.text[: self.position])) + 1
        there = MESSAGES["word"].format(number=number, word=_quote(self.word))
        may_follow = [", ".join(map(_name, self.expected)), MESSAGES["may end"] if self._may_end else ""]
        return MESSAGES["reason"].format(
            text=_quote(self.text),
            where=there if self.word else MESSAGES["end"],
            choice=" or ".join(filter(None, may_follow)),
        )


def _name(word: str) -> str:
    return MESSAGES["comma"] if word == "," else word


def _quote(text: str) -> str:
    shown = text if len(text) <= SHOWN else text[: SHOWN - 1] + "…"
    return '"' + "".join(letter if letter.isprintable() else "�" for letter in shown) + '"'
