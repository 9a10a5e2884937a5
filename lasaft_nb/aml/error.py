"""What a reader is told about a sentence that isn't in the language, and the sentence that is nearest to it.

Nearness is measured by two nested edit distances: words are compared letter by letter, sentences word by word, and
replacing a word costs as much as the two words differ. All of the language is compared at once, in about 2 ms.
"""

import re
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

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


MAX_WORDS, MAX_LETTERS = 14, 16  # what lies beyond is ignored
LEFT_OUT = 0.3  # a forgotten word is a smaller mistake than a needless one (1)
REPLACED = 1.25  # a word with no letter in common in place of the right one
SAME = {"and": ",", "&": ",", "plus": ",", "voice": "vocals", "singer": "vocals", "percussion": "drums"}


def nearest_sentence(words: list[str], texts: tuple[str, ...]) -> str:
    """The one of ``texts`` with the smallest distance from ``words``; of equally near ones the first."""
    vocabulary, ids, lengths = _numbered(texts)
    typed = [SAME.get(word, word) for word in words[:MAX_WORDS]]
    if not typed:
        return texts[0]
    difference = _word_distances(typed, vocabulary)
    table = edit_distances(REPLACED * difference[:, ids].transpose(1, 0, 2), addition=LEFT_OUT)
    return texts[int(np.argmin(table[np.arange(len(texts)), len(typed), lengths]))]


def edit_distances(substitution: NDArray[Any], addition: float = 1.0) -> NDArray[Any]:
    """Levenshtein distances of all prefixes, batched: entry [..., i, j] compares the first i items with the first j.

    Shapes: substitution costs (..., n, m), result (..., n + 1, m + 1). Taking an item of the first
    away costs 1, adding one of the second ``addition``.
    """
    *batch, n, m = substitution.shape
    steps = addition * np.arange(m + 1)
    rows = [np.broadcast_to(steps, (*batch, m + 1))]
    for i in range(n):
        row = rows[-1] + 1
        np.minimum(row[..., 1:], rows[-1][..., :-1] + substitution[..., i, :], out=row[..., 1:])
        rows.append(np.minimum.accumulate(row - steps, axis=-1) + steps)  # additions: cheapest start to the left
    return np.stack(rows, axis=-2)


def _word_distances(typed: list[str], vocabulary: tuple[str, ...]) -> NDArray[Any]:
    """Share of letters to change, from 0 (same) to 1 (nothing in common): (typed words, vocabulary)."""
    ours, theirs = _letters(typed), _letters(vocabulary)
    table = edit_distances((ours[:, None, :, None] != theirs[None, :, None, :]).astype(float))
    rows, columns = (np.array([min(len(word), MAX_LETTERS) for word in words]) for words in (typed, vocabulary))
    picked = table[np.arange(len(typed))[:, None], np.arange(len(vocabulary))[None], rows[:, None], columns[None]]
    return picked / np.maximum(rows[:, None], columns[None])


def _letters(words: list[str] | tuple[str, ...]) -> NDArray[Any]:
    """Code points, one word a row, padded with zeros."""
    codes = np.zeros((len(words), max(min(len(word), MAX_LETTERS) for word in words)), dtype=np.int64)
    for row, word in zip(codes, words, strict=True):
        letters = [ord(letter) for letter in word[:MAX_LETTERS]]
        row[: len(letters)] = letters
    return codes


@lru_cache(maxsize=1)
def _numbered(texts: tuple[str, ...]) -> tuple[tuple[str, ...], NDArray[Any], NDArray[Any]]:
    """Vocabulary, sentences as word numbers (sentence, word) padded with 0, and their lengths (sentence,)."""
    split = [text.replace(",", " ,").split() for text in texts]
    vocabulary = tuple(sorted({word for words in split for word in words}))
    lengths = np.array([len(words) for words in split])
    ids = np.zeros((len(texts), lengths.max()), dtype=np.int64)
    for row, words in zip(ids, split, strict=True):
        row[: len(words)] = [vocabulary.index(word) for word in words]
    return vocabulary, ids, lengths
