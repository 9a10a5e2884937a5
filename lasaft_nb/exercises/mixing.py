"""Answers to the exercises of ``book/02_background/02_mixing_and_effects``."""

import numpy as np

from lasaft_nb.exercises.check import Exercise

EXERCISES = {
    "faders": Exercise(answer=-6.0206, hint="half the amplitude, and decibels of an amplitude are 20 log10"),
    "notch": Exercise(answer=50.0, hint="the echo cancels the sound where its delay is half a period"),
    "constant-power": Exercise(
        cases=((((0.0),), np.array([1.0, 0.0])), (((0.5),), np.sqrt([0.5, 0.5])), (((1.0),), np.array([0.0, 1.0]))),
        hint="cosine and sine of the same angle have squares that add up to one; position 1 is an angle of 90 degrees",
    ),
    "sources": Exercise(answer="infinitely many", hint="add any sound to one stem and take it from another"),
}
