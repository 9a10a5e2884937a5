"""Compare a reader's answer with the right one, and give hints instead of the solution."""

import traceback
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from textwrap import fill
from typing import Any

from lasaft_nb.exercises import (
    audio_manipulation,
    background,
    conditioned_separation,
    exercise,
    frequency_transformation,
)
from lasaft_nb.exercises.exercise import Exercise

OURS = {__file__, exercise.__file__}

WIDTH = 70  # characters of a line that is printed
MAX_SHOWN = 200  # characters of an exception that are printed
_wrong_tries: Counter[str] = Counter()  # of every exercise, since this process began


@dataclass(frozen=True)
class Result:
    """What `check` found: true where the answer is right. ``hint`` is empty where there is nothing to mend."""

    right: bool
    text: str
    hint: str = ""

    def __bool__(self) -> bool:
        return self.right

    def _ipython_display_(self) -> None:
        """Shows nothing: `check` has printed the text already."""


def check(name: str, answer: Any | Callable[..., Any] = None) -> Result:
    """Print and return whether ``answer`` to the exercise ``name`` ("chapter/exercise") is right.

    A wrong answer gets a hint, and from the second one on another; None counts as no answer. Where a function that was
    given as an answer stops with an exception, the text says in which of its lines.

    Raises:
        ValueError: if there is no such exercise.
    """
    result = _judged(name, find(name), answer)
    print("\n".join(fill(line, width=WIDTH) for line in result.text.splitlines()))
    return result


def _judged(name: str, asked: Exercise, answer: Any) -> Result:
    if answer is None:
        return Result(False, f"{name}: no answer yet, replace None.")
    try:
        if asked.is_right(answer):
            _wrong_tries.pop(name, None)
            return Result(True, f"{name}: right.")
        trouble = _wrong_kind(asked, answer)
    except Exception as error:  # a student's function may raise anything; it is told, not hidden
        trouble = _stopped(error)
    _wrong_tries[name] += 1
    hint = f"Hint: {asked.hint}"
    if _wrong_tries[name] > 1 and asked.second_hint:
        hint += f"\nSecond hint: {asked.second_hint}"
    text = f"{name}: not yet. {hint}" if not trouble else f"{name}: not yet. {trouble}\n{hint}"
    return Result(False, text, hint)


def _wrong_kind(asked: Exercise, answer: Any) -> str:
    if asked.cases and not callable(answer):
        return f"The answer must be a function, got a {type(answer).__name__}."
    if not asked.cases and callable(answer):
        return "The answer must be a value, got a function; call it."
    return ""


def _stopped(error: Exception) -> str:
    """Which line of the file or cell that holds the reader's function raised; built-in functions have no line."""
    frames = [frame for frame in traceback.extract_tb(error.__traceback__) if frame.filename not in OURS]
    written = [frame for frame in frames if frame.filename == frames[0].filename]
    where = f" in line {written[-1].lineno}, `{written[-1].line}`," if written else ""
    told = f": {error}" if str(error) else ""
    told = told if len(told) <= MAX_SHOWN else told[: MAX_SHOWN - 1] + "…"
    return f"Your code stopped{where} with {type(error).__name__}{told}."


def find(name: str) -> Exercise:
    """The exercise ``name``, written "chapter/exercise"."""
    chapter, _, short = name.partition("/")
    parts = (background, frequency_transformation, conditioned_separation, audio_manipulation)
    chapters: dict[str, dict[str, Exercise]] = {title: held for part in parts for title, held in part.CHAPTERS.items()}
    if chapter not in chapters:
        raise ValueError(
            f"name must be 'chapter/exercise' with a chapter of lasaft_nb.exercises, got {name!r}; "
            f"chapters are {', '.join(chapters)}"
        )
    if short not in chapters[chapter]:
        raise ValueError(f"{chapter} has the exercises {', '.join(chapters[chapter])}; got {short!r}")
    return chapters[chapter][short]
