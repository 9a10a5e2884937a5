"""Answers to the exercises of ``book/05_audio_manipulation/02_triples``."""

import numpy as np

from lasaft_nb.exercises.check import Exercise

_QUIET = np.array([[0.2, -0.3], [0.1, 0.0]])

EXERCISES = {
    "gain": Exercise(
        cases=(((_QUIET, 2 * _QUIET), 1.0), ((_QUIET, 5 * _QUIET), 1.5), ((8 * _QUIET, _QUIET), 2.4)),
        hint="the largest sample may be a negative one, and it may lie in either of the two",
    ),
    "wait": Exercise(answer=540, hint="one task of nine, then one of 4 x 15 sentences; the mean waiting time is 1 / p"),
}
