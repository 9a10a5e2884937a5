"""The answers of the comparison chapter agree with the library's filters."""

import numpy as np
import pytest

from lasaft_nb.exercises.comparison import EXERCISES
from lasaft_nb.models.classic.oracle import ideal_ratio_mask
from lasaft_nb.models.classic.wiener import step


def test_the_gain_is_what_the_filter_of_one_channel_gives() -> None:
    sources = np.array([3.0, 1.0, 2.0]).reshape(3, 1, 1, 1) + 0j
    assert step(sources, np.ones((1, 1, 1)) + 0j)[2].real.item() == pytest.approx(EXERCISES["gain"].answer, rel=1e-4)


def test_the_masks_are_those_of_the_library_where_anything_sounds() -> None:
    exercise = EXERCISES["mask"]
    assert exercise.is_right(lambda m: ideal_ratio_mask(m, m.sum(axis=0), power=2))
    assert not exercise.is_right(lambda m: ideal_ratio_mask(m, m.sum(axis=0), power=1))
