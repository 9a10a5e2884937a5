"""Answers to the exercises of ``book/05_audio_manipulation/04_inside_amss_net``."""

import numpy as np

from lasaft_nb.exercises.check import Exercise

_GATES = np.array([[0.1, 0.2, 0.6], [0.4, 0.9, 0.8]])
_CROSSED = np.array([[1.0, 2.0, 3.0], [3.0, 2.0, 1.0]])
_WAVE = np.sin(np.arange(100.0))

EXERCISES = {
    "twenty": Exercise(
        answer=20 * 10 * np.log10(2),
        tolerance=0.01,
        hint="factors multiply, so decibels add: what one application takes, twenty times",
    ),
    "verb": Exercise(
        cases=(((_GATES,), float(np.var(_GATES.mean(axis=1)) / np.var(_GATES))), ((_CROSSED,), 0.0)),
        hint="the variance of the verbs' means, divided by the variance of all values",
    ),
    "level": Exercise(
        cases=(((_WAVE, 0.9 * _WAVE), -20.0), ((_WAVE, np.zeros(100)), 0.0)),
        hint="10 log10 of the energy of x - y over the energy of x",
    ),
}
