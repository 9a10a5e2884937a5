import numpy as np
import pytest
from scipy import stats

from lasaft_nb.results.seeds import Noise, Sample, interval


def test_the_interval_is_that_of_a_t_test_with_a_common_variance() -> None:
    left, right = (5.0, 5.4, 5.3), (4.1, 4.6, 4.2)
    found = interval(Sample(parts=(left,)), Sample(parts=(right,)), Noise.pooled([left, right]))
    wanted = stats.ttest_ind(left, right).confidence_interval(0.95)
    assert found == pytest.approx((wanted.low, wanted.high))


def test_noise_is_pooled_over_rows_and_a_row_of_one_seed_adds_none() -> None:
    noise = Noise.pooled([(1.0, 3.0), (10.0,), (5.0, 5.0, 8.0)])
    assert noise.freedom == 3
    assert noise.sd == pytest.approx(((1 + 1 + 1 + 1 + 4) / 3) ** 0.5)


def test_without_two_seeds_anywhere_there_is_no_interval() -> None:
    assert interval(Sample(parts=((5.0,),)), Sample(parts=((1.0,),)), Noise.pooled([(5.0,), (1.0,)])) is None


def test_what_no_training_is_in_has_no_noise() -> None:
    exact = Sample(parts=((2.4,),), exact=True)
    assert interval(exact, Sample(parts=((1.0,),), exact=True), Noise()) == pytest.approx((1.4, 1.4))
    one = interval(Sample(parts=((5.0, 6.0),)), exact, Noise(sd=1.0, freedom=4))
    assert one is not None and one[1] - one[0] == pytest.approx(2 * stats.t.ppf(0.975, 4) / 2**0.5)


def test_a_mean_of_sources_trained_apart_is_steadier_than_one_of_a_single_network() -> None:
    parts = ((1.0, 1.2), (2.0,), (3.0,), (4.0,))
    apart, together = Sample(parts=parts), Sample(parts=parts, together=True)
    assert apart.value == together.value == pytest.approx(np.mean([1.1, 2.0, 3.0, 4.0]))
    assert apart.weight == pytest.approx((0.5 + 1 + 1 + 1) / 16) and together.weight == 1.0
    assert apart.n_seeds == 1
    assert np.isnan(Sample(parts=(*parts, ())).value)
