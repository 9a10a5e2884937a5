"""The answers of these chapters agree with the library, and usual mistakes are refused."""

import numpy as np
import pytest

from lasaft_nb.exercises.check import find


def owner(parts: np.ndarray, share: float) -> np.ndarray:
    """The solution that the chapter gives."""
    power = np.abs(parts) ** 2
    found = power / power.sum(axis=0)
    return np.where(found.max(axis=0) >= share, found.argmax(axis=0), -1)


def owner_by_amplitude(parts: np.ndarray, share: float) -> np.ndarray:
    """Shares of amplitude instead of power, a likely mistake."""
    found = np.abs(parts) / np.abs(parts).sum(axis=0)
    return np.where(found.max(axis=0) >= share, found.argmax(axis=0), -1)


@pytest.mark.parametrize(
    ("name", "right", "wrong"),
    [("share", 0.9, 0.75), ("interference", 0, 4), ("owner", owner, owner_by_amplitude), ("owner", owner, 0)],
)
def test_the_solution_is_right_and_the_usual_mistake_is_not(name: str, right: object, wrong: object) -> None:
    exercise = find(f"introduction/{name}")
    assert exercise.is_right(right)
    assert not exercise.is_right(wrong)
