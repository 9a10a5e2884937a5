"""Answers to the exercises of ``book/03_frequency_transformation/01_estimation_methods``."""

import numpy as np

from lasaft_nb.exercises.check import Exercise

_TARGET = np.array([1.0, 3.0 - 4.0j, 0.5j, -2.0])
_MIXTURE = np.array([2.0, 1.0 + 0.0j, -1.0, 2.0j])


def _mask(target: np.ndarray, mixture: np.ndarray) -> np.ndarray:
    """The best magnitude mask between 0 and 1."""
    return np.minimum(np.abs(target) / np.abs(mixture), 1.0)


EXERCISES = {
    "channels": Exercise(
        answer=4, tolerance=0, hint="stereo has two channels, and a complex number takes a channel for each part"
    ),
    "zero": Exercise(
        answer=6.0206,
        hint="the mask is sigmoid(0) everywhere; what is the error when the target is the mixture itself?",
    ),
    "mask": Exercise(
        cases=(((_TARGET, _MIXTURE), _mask(_TARGET, _MIXTURE)), ((_MIXTURE, _TARGET), _mask(_MIXTURE, _TARGET))),
        hint="|T| / |M|, cut at 1, since a sigmoid can't give more",
    ),
    "left": Exercise(
        cases=(((1j, 1 + 0.5j), 0.5), ((2 + 0j, 1 + 1j), 1.0), ((-0.5 + 0.5j, 1 + 1j), 0.0), ((-3 + 1j, 1 + 2j), 2.0)),
        hint="cut the ratio of the real parts and that of the imaginary parts to -1..1, multiply, take the distance",
    ),
}
