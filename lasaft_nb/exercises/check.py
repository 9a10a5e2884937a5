"""Compare a reader's answer with the right one, and give hints instead of the solution."""

import traceback
from collections import Counter
from collections.abc import Callable, Iterator
from copy import deepcopy
from dataclasses import dataclass
from textwrap import fill
from typing import Any

import numpy as np

WIDTH = 70  # characters of a line that is printed
MAX_SHOWN = 200  # characters of an exception that are printed
_wrong_tries: Counter[str] = Counter()  # of every exercise, since this process began


@dataclass(frozen=True, kw_only=True)
class Exercise:
    """The right answer to one exercise.

    ``answer`` is a number, an array or a text; for an exercise that asks for a function, ``cases`` holds pairs of
    arguments and result instead. ``tolerance`` is relative. The ``second_hint`` is given from the second wrong answer
    on.
    """

    hint: str
    second_hint: str = ""
    answer: Any = None
    cases: tuple[tuple[tuple[Any, ...], Any], ...] = ()
    tolerance: float = 1e-3

    def is_right(self, given: Any) -> bool:
        """Whether ``given``, an answer or a function that gives answers, agrees in all cases.

        What a given function raises is passed on.
        """
        if self.cases:
            return callable(given) and all(self._agree(one, result) for one, result in self._results(given))
        return self._agree(given, self.answer)

    def _results(self, given: Callable[..., Any]) -> Iterator[tuple[Any, Any]]:
        """What the function gives and what is right; it gets copies, so it can't spoil the next try."""
        return ((given(*deepcopy(arguments)), result) for arguments, result in self.cases)

    def _agree(self, given: Any, right: Any) -> bool:
        if isinstance(right, str):
            return isinstance(given, str) and given.strip().lower() == right.lower()
        try:
            given = np.asarray(given.detach().cpu() if hasattr(given, "detach") else given)
        except ValueError:  # rows of unequal length
            return False
        right = np.asarray(right)
        if given.shape != right.shape or given.dtype.kind not in "buif":
            return False
        return bool(np.allclose(given, right, rtol=self.tolerance, atol=self.tolerance * np.abs(right).max(initial=0)))


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
    exercise = find(name)
    result = _judged(name, exercise, answer)
    print("\n".join(fill(line, width=WIDTH) for line in result.text.splitlines()))
    return result


def _judged(name: str, exercise: Exercise, answer: Any) -> Result:
    if answer is None:
        return Result(False, f"{name}: no answer yet, replace None.")
    try:
        if exercise.is_right(answer):
            _wrong_tries.pop(name, None)
            return Result(True, f"{name}: right.")
        trouble = _wrong_kind(exercise, answer)
    except Exception as error:  # a student's function may raise anything; it is told, not hidden
        trouble = _stopped(error)
    _wrong_tries[name] += 1
    hint = f"Hint: {exercise.hint}"
    if _wrong_tries[name] > 1 and exercise.second_hint:
        hint += f"\nSecond hint: {exercise.second_hint}"
    text = f"{name}: not yet. {hint}" if not trouble else f"{name}: not yet. {trouble}\n{hint}"
    return Result(False, text, hint)


def _wrong_kind(exercise: Exercise, answer: Any) -> str:
    if exercise.cases and not callable(answer):
        return f"The answer must be a function, got a {type(answer).__name__}."
    if not exercise.cases and callable(answer):
        return "The answer must be a value, got a function; call it."
    return ""


def _stopped(error: Exception) -> str:
    """Which line of the file or cell that holds the reader's function raised; built-in functions have no line."""
    frames = [frame for frame in traceback.extract_tb(error.__traceback__) if frame.filename != __file__]
    written = [frame for frame in frames if frame.filename == frames[0].filename]
    where = f" in line {written[-1].lineno}, `{written[-1].line}`," if written else ""
    told = f": {error}" if str(error) else ""
    told = told if len(told) <= MAX_SHOWN else told[: MAX_SHOWN - 1] + "…"
    return f"Your code stopped{where} with {type(error).__name__}{told}."


def find(name: str) -> Exercise:
    """The exercise ``name``, written "chapter/exercise"."""
    from lasaft_nb.exercises import audio_manipulation, background, conditioned_separation, frequency_transformation

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
