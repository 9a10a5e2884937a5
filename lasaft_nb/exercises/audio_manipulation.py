"""Answers to the exercises on audio manipulation (thesis 5, ``book/05_audio_manipulation``)."""

from math import tanh

import numpy as np

from lasaft_nb.exercises.exercise import Exercise

AML = {
    "four-sources": Exercise(
        answer=1408,
        tolerance=0,
        hint="count ordered selections of 1, 2, 3 and 4 out of 4; the grammar has 22 patterns with sources in them",
        second_hint="4 + 12 + 24 + 24 selections; each stands in 22 patterns",
    ),
    "selections": Exercise(
        cases=(((1,), 1), ((2,), 4), ((3,), 15), ((4,), 64)),
        tolerance=0,
        hint="k of n in order: n (n - 1) ... (n - k + 1) ways; add over k",
        second_hint="sum(math.perm(n, k) for k in range(1, n + 1))",
    ),
    "chance": Exercise(
        answer=1 / 210,
        hint="four sentences mean it; add up the chances of all of them",
        second_hint="four verbs say it, each with the chance 1/4 * 1/2 * 1/7 * 1/15",
    ),
}

_QUIET = np.array([[0.2, -0.3], [0.1, 0.0]])

TRIPLES = {
    "gain": Exercise(
        cases=(((_QUIET, 2 * _QUIET), 1.0), ((_QUIET, 5 * _QUIET), 1.5), ((8 * _QUIET, _QUIET), 2.4)),
        hint="the largest sample may be a negative one, and it may lie in either of the two",
        second_hint="max(1.0, np.abs(before).max(), np.abs(after).max())",
    ),
    "wait": Exercise(
        answer=540,
        hint="one task of nine, then one of 4 x 15 sentences; the mean waiting time is 1 / p",
        second_hint="the chance of one triple is 1/9 * 1/60; its inverse is the mean waiting time",
    ),
}


def _smpocm(x: float, s: float, i: float) -> float:
    """SMPoCM of one number whose manipulation PoCM is the identity."""
    return i * tanh(s * x) + (1 - s) * x


AMSS_NET = {
    "generator": Exercise(
        answer=1_562_272,
        tolerance=0,
        hint="Theta, two linear layers 208 -> 208 with biases, three linear layers 208 -> 48 * 48 + 48 with biases",
        second_hint="3 * 208 for Theta, then 2 * (208 + 1) * 208, then 3 * (208 + 1) * (48 * 48 + 48)",
    ),
    "smpocm": Exercise(
        cases=tuple(
            (arguments, _smpocm(*arguments)) for arguments in ((2.0, 0.0, 1.0), (2.0, 1.0, 0.5), (1.0, 0.3, 0.7))
        ),
        hint="i * tanh(s * x) + (1 - s) * x, with the gates s and i as given",
        second_hint="what s selects is tanh(s * x) and passes the gate i; (1 - s) * x stays as it was; add both",
    ),
}

_GATES = np.array([[0.1, 0.2, 0.6], [0.4, 0.9, 0.8]])
_CROSSED = np.array([[1.0, 2.0, 3.0], [3.0, 2.0, 1.0]])
_WAVE = np.sin(np.arange(100.0))

INSIDE_AMSS_NET = {
    "twenty": Exercise(
        answer=20 * 10 * np.log10(2),
        tolerance=0.01,
        hint="factors multiply, so decibels add: what one application takes, twenty times",
        second_hint="one application takes 10 log10(2) dB at the cutoff",
    ),
    "verb": Exercise(
        cases=(((_GATES,), float(np.var(_GATES.mean(axis=1)) / np.var(_GATES))), ((_CROSSED,), 0.0)),
        hint="the variance of the verbs' means, divided by the variance of all values",
        second_hint="np.var(np.mean(s, axis=1)) / np.var(s)",
    ),
    "level": Exercise(
        cases=(((_WAVE, 0.9 * _WAVE), -20.0), ((_WAVE, np.zeros(100)), 0.0)),
        hint="10 log10 of the energy of x - y over the energy of x",
        second_hint="error = x - y; 10 * np.log10(np.sum(error**2) / np.sum(x**2))",
    ),
}

CHAPTERS = {"aml": AML, "triples": TRIPLES, "amss-net": AMSS_NET, "inside-amss-net": INSIDE_AMSS_NET}
