"""Answers to the exercises of ``book/03_frequency_transformation/04_comparison``."""

import numpy as np

from lasaft_nb.exercises.check import Exercise

_MAGNITUDES = np.array([[[3.0, 0.0], [1.0, 2.0]], [[1.0, 0.0], [1.0, 1.0]], [[2.0, 0.0], [0.0, 1.0]]])


def _masks(magnitudes: np.ndarray) -> np.ndarray:
    """Ratio masks of powers; 0 where all sources are silent."""
    power = magnitudes**2
    total = power.sum(axis=0)
    return np.divide(power, total, out=np.zeros_like(power), where=total > 0)


EXERCISES = {
    "gain": Exercise(answer=4 / 14, hint="powers are squares of magnitudes; divide the third by the sum of all"),
    "mask": Exercise(
        cases=(((_MAGNITUDES,), _masks(_MAGNITUDES)), ((10 * _MAGNITUDES,), _masks(_MAGNITUDES))),
        hint="square, divide by the sum over axis 0, and mind 0 divided by 0",
    ),
}
