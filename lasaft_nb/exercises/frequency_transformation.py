"""Answers to the exercises on frequency transformation (thesis 3, ``book/03_frequency_transformation``)."""

import numpy as np

from lasaft_nb.exercises.exercise import Exercise

_TARGET = np.array([1.0, 3.0 - 4.0j, 0.5j, -2.0])
_MIXTURE = np.array([2.0, 1.0 + 0.0j, -1.0, 2.0j])


def _mask(target: np.ndarray, mixture: np.ndarray) -> np.ndarray:
    """The best magnitude mask between 0 and 1."""
    return np.minimum(np.abs(target) / np.abs(mixture), 1.0)


ESTIMATION_METHODS = {
    "channels": Exercise(
        answer=4,
        tolerance=0,
        hint="stereo has two channels, and a complex number takes a channel for each part",
        second_hint="2 sides times 2 parts, real and imaginary",
    ),
    "zero": Exercise(
        answer=6.0206,
        hint="the mask is sigmoid(0) everywhere; what is the error when the target is the mixture itself?",
        second_hint="half of the target is missing, so source over error is 2; 20 log10 makes it decibels",
    ),
    "mask": Exercise(
        cases=(((_TARGET, _MIXTURE), _mask(_TARGET, _MIXTURE)), ((_MIXTURE, _TARGET), _mask(_MIXTURE, _TARGET))),
        hint="|T| / |M|, cut at 1, since a sigmoid can't give more",
        second_hint="np.minimum(np.abs(target) / np.abs(mixture), 1)",
    ),
    "left": Exercise(
        cases=(((1j, 1 + 0.5j), 0.5), ((2 + 0j, 1 + 1j), 1.0), ((-0.5 + 0.5j, 1 + 1j), 0.0), ((-3 + 1j, 1 + 2j), 2.0)),
        hint="cut the ratio of the real parts and that of the imaginary parts to -1..1, multiply, take the distance",
        second_hint="re = clip(t.real / m.real, -1, 1) * m.real, the same for im; then abs(t - complex(re, im))",
    ),
}

UNET_AND_BLOCKS = {
    "count": Exercise(
        answer=33_408,
        tolerance=0,
        hint="512 bins go to 512/16 units and back; channels share the matrices, but not BatchNorm's scale and shift",
        second_hint="2 * 512 * 32 weights, 32 + 512 biases, and 2 * 24 numbers for either of two BatchNorms",
    ),
    "layers": Exercise(
        cases=(((0,), 0), ((1,), 1), ((5,), 5), ((100,), 100)),
        hint="a 3 x 3 layer carries a number one bin further to each side",
        second_hint="one layer reaches one bin to each side, two layers reach two; what do `distance` bins take?",
    ),
    "work": Exercise(
        answer=2 * 1024 * 64 * 24,
        tolerance=0,
        hint="two matrices, 1024 x 64 and back; each is used once for each of the 24 channels",
        second_hint="2 * 1024 * 64 products for one channel of the frame; there are 24 channels",
    ),
}

INSIDE_TDF = {
    "partner": Exercise(
        cases=(((301, 2, 1), 150), ((300, 3, 2), 200), ((10, 1, 2), 21), ((7, 1, 1), 7)),
        tolerance=0,
        hint="a bin's centre is (row + 1/2) widths; divide by p/q, and take the bin that this falls into",
        second_hint="int((row + 0.5) * q / p)",
    ),
    "silence": Exercise(
        cases=(
            ((0.0, 0.5, 2.0, 1.0, 0.0), 0.0),
            ((0.0, -0.5, 2.0, 1.0, 0.0), 0.25),
            ((0.3, 0.1, 0.5, 2.0, 0.1), 0.9),
            ((0.0, 0.0, 1.0, 3.0, 0.0), 0.0),
        ),
        hint="BatchNorm computes scale * (x - mean) / deviation + shift; x is the bias here; then comes a ReLU",
        second_hint="max(0, scale * (bias - mean) / deviation + shift)",
    ),
}

_MAGNITUDES = np.array([[[3.0, 0.0], [1.0, 2.0]], [[1.0, 0.0], [1.0, 1.0]], [[2.0, 0.0], [0.0, 1.0]]])


def _masks(magnitudes: np.ndarray) -> np.ndarray:
    """Ratio masks of powers; 0 where all sources are silent."""
    power = magnitudes**2
    total = power.sum(axis=0)
    return np.divide(power, total, out=np.zeros_like(power), where=total > 0)


COMPARISON = {
    "gain": Exercise(
        answer=4 / 14,
        hint="powers are squares of magnitudes; divide the third by the sum of all",
        second_hint="powers are 9, 1 and 4: the gain is 4 over their sum",
    ),
    "mask": Exercise(
        cases=(((_MAGNITUDES,), _masks(_MAGNITUDES)), ((10 * _MAGNITUDES,), _masks(_MAGNITUDES))),
        hint="square, divide by the sum over axis 0, and mind 0 divided by 0",
        second_hint="np.divide(power, total, out=np.zeros_like(power), where=total > 0)",
    ),
}

CHAPTERS = {
    "estimation-methods": ESTIMATION_METHODS,
    "unet-and-blocks": UNET_AND_BLOCKS,
    "inside-tdf": INSIDE_TDF,
    "comparison": COMPARISON,
}
