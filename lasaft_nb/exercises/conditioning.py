"""Answers to the exercises of ``book/04_conditioned_separation/01_conditioning``."""

import numpy as np

from lasaft_nb.exercises.check import Exercise

_X = np.arange(12.0).reshape(2, 2, 3)  # channels, frames, bins

EXERCISES = {
    "film": Exercise(
        cases=(
            ((_X, np.array([1.0, 1.0]), np.array([0.0, 0.0])), _X),
            ((_X, np.array([2.0, -1.0]), np.array([0.5, 3.0])), np.stack((2 * _X[0] + 0.5, 3.0 - _X[1]))),
        ),
        hint="gamma and beta have one number a channel, the first axis of x; give them two more axes of length 1",
    ),
    "frozen": Exercise(
        answer=576,
        tolerance=0,
        hint="a gamma and a beta for each of 24 channels, in each of three blocks, for each of four sources",
    ),
}
