"""The right answer to an exercise, and whether a given one agrees with it."""

from collections.abc import Callable, Iterator
from copy import deepcopy
from dataclasses import dataclass
from typing import Any

import numpy as np


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
