"""Answers to the exercises of ``book/05_audio_manipulation/01_language``."""

from lasaft_nb.exercises.check import Exercise

EXERCISES = {
    "four-sources": Exercise(
        answer=1408,
        tolerance=0,
        hint="count ordered selections of 1, 2, 3 and 4 out of 4; the grammar has 22 patterns with sources in them",
    ),
    "selections": Exercise(
        cases=(((1,), 1), ((2,), 4), ((3,), 15), ((4,), 64)),
        tolerance=0,
        hint="k of n in order: n (n - 1) ... (n - k + 1) ways; add over k",
    ),
    "chance": Exercise(answer=1 / 210, hint="four sentences mean it; add up the chances of all of them"),
}
