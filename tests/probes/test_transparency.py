"""Shares of sources in bins, and how many bins have one owner."""

import numpy as np
import pytest

from lasaft_nb.probes.transparency import owned, shares


def test_shares_of_a_bin_are_its_powers_in_parts_of_their_sum() -> None:
    parts = np.array([3.0, 1j, 0.0])[:, None]  # powers 9, 1 and 0
    np.testing.assert_allclose(shares(parts)[:, 0], [0.9, 0.1, 0.0])


def test_shares_sum_to_one_and_silence_has_none() -> None:
    parts = np.random.default_rng(0).normal(size=(4, 2, 5, 7))
    parts[:, 0, 0, 0] = 0
    total = shares(parts).sum(axis=0)
    assert np.isnan(total[0, 0, 0])
    np.testing.assert_allclose(total[1], 1)


def test_a_bin_is_owned_from_just_its_share_on() -> None:
    parts = np.array([[3.0, 2.0], [1.0, 2.0]])  # shares of the first source: 0.9 and 0.5; powers 10 and 8
    assert owned(parts, share=0.9) == pytest.approx((1 / 2, 10 / 18))
    assert owned(parts, share=0.91) == (0, 0)
    assert owned(parts, share=0.5) == (1, 1)


def test_bins_below_the_floor_do_not_count() -> None:
    parts = np.array([[1.0, 1e-4], [0.0, 1e-4]])  # the second bin, which nobody owns, is 77 dB below the first
    assert owned(parts, floor_db=-60) == (1, 1)
    assert owned(parts, floor_db=-80)[0] == 0.5


def test_sources_that_never_play_together_own_everything_and_equal_ones_nothing() -> None:
    alone = np.eye(3)
    assert owned(alone) == (1, 1)
    assert owned(np.ones((3, 4))) == (0, 0)
    assert np.isnan(owned(np.zeros((3, 4)))).all()


@pytest.mark.parametrize("options", [{"share": 0.0}, {"share": 1.5}, {"floor_db": 0.0}])
def test_impossible_limits_are_refused_with_their_value(options: dict[str, float]) -> None:
    with pytest.raises(ValueError, match=r"got (0\.0|1\.5|0\.9) and"):
        owned(np.ones((2, 2)), **options)
