"""How long work takes: the one timer that measures seconds on the wall."""

import time

import pytest

from lasaft_nb.device import median_seconds


def test_the_median_leaves_the_first_call_and_one_slow_call_out() -> None:
    naps = iter([0.2, 0.0, 0.2, 0.0])
    assert median_seconds(lambda: time.sleep(next(naps)), repeats=3) < 0.1
    with pytest.raises(ValueError, match="repeats must be at least 1, got 0"):
        median_seconds(lambda: None, repeats=0)
