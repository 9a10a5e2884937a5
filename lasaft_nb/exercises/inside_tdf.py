"""Answers to the exercises of ``book/03_frequency_transformation/03_inside_tdf``."""

from lasaft_nb.exercises.check import Exercise

EXERCISES = {
    "partner": Exercise(
        cases=(((301, 2, 1), 150), ((300, 3, 2), 200), ((10, 1, 2), 21), ((7, 1, 1), 7)),
        tolerance=0,
        hint="a bin's centre is (row + 1/2) widths; divide by p/q, and take the bin that this falls into",
    ),
    "silence": Exercise(
        cases=(
            ((0.0, 0.5, 2.0, 1.0, 0.0), 0.0),
            ((0.0, -0.5, 2.0, 1.0, 0.0), 0.25),
            ((0.3, 0.1, 0.5, 2.0, 0.1), 0.9),
            ((0.0, 0.0, 1.0, 3.0, 0.0), 0.0),
        ),
        hint="BatchNorm computes scale * (x - mean) / deviation + shift; x is the bias here; then comes a ReLU",
    ),
}
