"""Compare a reader's answer with the right one, and give a hint instead of the solution."""

from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from textwrap import fill
from typing import Any

import numpy as np


@dataclass(frozen=True, kw_only=True)
class Exercise:
    """The right answer to one exercise.

    ``answer`` is a number, an array or a text; for an exercise that asks for a function, ``cases`` holds pairs of
    arguments and result instead. ``tolerance`` is relative.
    """

    hint: str
    answer: Any = None
    cases: tuple[tuple[tuple[Any, ...], Any], ...] = ()
    tolerance: float = 1e-3

    def is_right(self, given: Any) -> bool:
        """Whether ``given``, an answer or a function that gives answers, agrees in all cases."""
        if self.cases:
            return callable(given) and all(self._agree(given(*arguments), result) for arguments, result in self.cases)
        return self._agree(given, self.answer)

    def _agree(self, given: Any, right: Any) -> bool:
        if isinstance(right, str):
            return isinstance(given, str) and given.strip().lower() == right.lower()
        given, right = np.asarray(given), np.asarray(right)
        if given.shape != right.shape or given.dtype.kind not in "buif":
            return False
        return bool(np.allclose(given, right, rtol=self.tolerance, atol=self.tolerance * np.abs(right).max(initial=0)))


def check(name: str, answer: Any | Callable[..., Any] = None) -> None:
    """Print whether ``answer`` to the exercise ``name`` ("chapter/exercise") is right; with None, that there is none.

    Raises:
        ValueError: if there is no such exercise.
    """
    exercise = find(name)
    if answer is None:
        print(f"{name}: no answer yet, replace None.")
    elif exercise.is_right(answer):
        print(f"{name}: right.")
    else:
        print(fill(f"{name}: not yet. Hint: {exercise.hint}", width=70))


def find(name: str) -> Exercise:
    """The exercise ``name``, written "chapter/exercise"."""
    chapter, _, short = name.partition("/")
    try:
        exercises: dict[str, Exercise] = import_module(f"lasaft_nb.exercises.{chapter.replace('-', '_')}").EXERCISES
    except (ModuleNotFoundError, AttributeError):
        known = "a chapter of lasaft_nb.exercises"
        raise ValueError(f"name must be 'chapter/exercise' with {known}, got {name!r}") from None
    if short not in exercises:
        raise ValueError(f"{chapter} has the exercises {', '.join(exercises)}; got {short!r}")
    return exercises[short]
