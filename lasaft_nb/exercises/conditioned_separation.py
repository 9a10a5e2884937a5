"""Answers to the exercises on conditioned separation (thesis 4, ``book/04_conditioned_separation``)."""

import numpy as np

from lasaft_nb.exercises.exercise import Exercise

_X = np.arange(12.0).reshape(2, 2, 3)  # channels, frames, bins

CONDITIONING = {
    "film": Exercise(
        cases=(
            ((_X, np.array([1.0, 1.0]), np.array([0.0, 0.0])), _X),
            ((_X, np.array([2.0, -1.0]), np.array([0.5, 3.0])), np.stack((2 * _X[0] + 0.5, 3.0 - _X[1]))),
        ),
        hint="gamma and beta have one number a channel, the first axis of x; give them two more axes of length 1",
        second_hint="gamma[:, None, None] * x + beta[:, None, None]",
    ),
    "frozen": Exercise(
        answer=576,
        tolerance=0,
        hint="a gamma and a beta for each of 24 channels, in each of three blocks, for each of four sources",
        second_hint="4 sources times 3 blocks times 24 channels, each with two numbers",
    ),
}

LASAFT_GPOCM = {
    "wide": Exercise(
        answer=589_824,
        tolerance=0,
        hint="the bottleneck has 512 * 6 / 16 units; the layer widens them to 512 bins for each of 6 latent sources",
        second_hint="192 units in the bottleneck, 512 * 6 outputs: multiply the two",
    ),
    "effective": Exercise(
        cases=((([0.25] * 4,), 4.0), (([1.0, 0.0, 0.0],), 1.0), (([0.5, 0.25, 0.25],), float(np.exp(1.5 * np.log(2))))),
        hint="the exponential of the entropy, -sum w log w with natural logarithms; a weight of zero adds nothing",
        second_hint="np.exp(-sum(w * np.log(w) for w in weights if w > 0))",
    ),
    "film": Exercise(
        cases=(
            ((np.array([2.0, 3.0]), np.array([0.0, 1.0])), np.array([[2.0, 0.0, 0.0], [0.0, 3.0, 1.0]])),
            ((np.array([5.0]), np.array([-1.0])), np.array([[5.0, -1.0]])),
        ),
        hint="gamma stands on the diagonal of omega, zeros elsewhere; beta is the last column",
        second_hint="np.diag(gamma) is omega; np.column_stack puts beta beside it",
    ),
}

CHAPTERS = {"conditioning": CONDITIONING, "lasaft-gpocm": LASAFT_GPOCM}
