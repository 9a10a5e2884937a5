"""Answers to the exercises of ``book/03_frequency_transformation/02_unet_and_blocks``."""

from lasaft_nb.exercises.check import Exercise

EXERCISES = {
    "count": Exercise(
        answer=33_408,
        tolerance=0,
        hint="512 bins go to 512/16 units and back; channels share the matrices, but not BatchNorm's scale and shift",
    ),
    "layers": Exercise(
        cases=(((0,), 0), ((1,), 1), ((5,), 5), ((100,), 100)),
        hint="a 3 x 3 layer carries a number one bin further to each side",
    ),
    "work": Exercise(
        answer=2 * 1024 * 64 * 24,
        tolerance=0,
        hint="two matrices, 1024 x 64 and back; each is used once for each of the 24 channels",
    ),
}
