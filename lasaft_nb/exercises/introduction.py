"""Answers to the exercises of ``book/01_introduction``."""

import numpy as np

from lasaft_nb.exercises.check import Exercise

_PARTS = np.array([[3.0, 1.0, 0.1], [1.0, 1.0, 0.2], [0.5, 1.0, 5.0]]) * np.array([1, 1j, -1])


def _owners(parts: np.ndarray, share: float) -> np.ndarray:
    """Index of the source with at least ``share`` of a bin's power, or -1."""
    power = np.abs(parts) ** 2
    found = power / power.sum(axis=0)
    return np.where(found.max(axis=0) >= share, found.argmax(axis=0), -1)


EXERCISES = {
    "share": Exercise(answer=0.9, hint="shares are shares of power: square the amplitudes before you add them"),
    "interference": Exercise(answer=0.0, hint="add the two complex numbers first, then take the magnitude"),
    "owner": Exercise(
        cases=tuple(((_PARTS, share), _owners(_PARTS, share)) for share in (0.5, 0.85, 0.99)),
        hint="power first; then the largest share of each bin, and its argmax where that is large enough, else -1",
    ),
}
