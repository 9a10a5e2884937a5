"""Answers to the exercises of ``book/05_audio_manipulation/03_amss_net``."""

from math import tanh

from lasaft_nb.exercises.check import Exercise


def _smpocm(x: float, s: float, i: float) -> float:
    """SMPoCM of one number whose manipulation PoCM is the identity."""
    return i * tanh(s * x) + (1 - s) * x


EXERCISES = {
    "generator": Exercise(
        answer=1_562_272,
        tolerance=0,
        hint="Theta, two linear layers 208 -> 208 with biases, three linear layers 208 -> 48 * 48 + 48 with biases",
    ),
    "smpocm": Exercise(
        cases=tuple(
            (arguments, _smpocm(*arguments)) for arguments in ((2.0, 0.0, 1.0), (2.0, 1.0, 0.5), (1.0, 0.3, 0.7))
        ),
        hint="i * tanh(s * x) + (1 - s) * x, with the gates s and i as given",
    ),
}
