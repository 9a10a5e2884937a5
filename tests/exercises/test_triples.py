"""The answers of the chapter on triples agree with the library."""

import numpy as np

from lasaft_nb import aml
from lasaft_nb.aml.command import TASKS
from lasaft_nb.exercises.triples import EXERCISES


def test_the_absolute_peak_is_right_and_the_signed_one_is_not() -> None:
    gain = EXERCISES["gain"]
    assert gain.is_right(lambda before, after: max(1.0, np.abs(before).max(), np.abs(after).max()))
    assert not gain.is_right(lambda before, after: max(1.0, before.max(), after.max()))


def test_the_waiting_time_is_that_of_one_sentence_among_those_that_mute() -> None:
    muting = [text for text in aml.sentences() if aml.parse(text).task == "mute"]
    assert EXERCISES["wait"].answer == len(TASKS) * len(muting)
