"""Answers to the exercises of ``book/04_conditioned_separation/02_lasaft_gpocm``."""

import numpy as np

from lasaft_nb.exercises.check import Exercise

EXERCISES = {
    "wide": Exercise(
        answer=589_824,
        tolerance=0,
        hint="the bottleneck has 512 * 6 / 16 units; the layer widens them to 512 bins for each of 6 latent sources",
    ),
    "effective": Exercise(
        cases=((([0.25] * 4,), 4.0), (([1.0, 0.0, 0.0],), 1.0), (([0.5, 0.25, 0.25],), float(np.exp(1.5 * np.log(2))))),
        hint="the exponential of the entropy, -sum w log w with natural logarithms; a weight of zero adds nothing",
    ),
    "film": Exercise(
        cases=(
            ((np.array([2.0, 3.0]), np.array([0.0, 1.0])), np.array([[2.0, 0.0, 0.0], [0.0, 3.0, 1.0]])),
            ((np.array([5.0]), np.array([-1.0])), np.array([[5.0, -1.0]])),
        ),
        hint="gamma stands on the diagonal of omega, zeros elsewhere; beta is the last column",
    ),
}
