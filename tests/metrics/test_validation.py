"""The two numbers of a validation track."""

import math

import pytest
import torch

from lasaft_nb.metrics.validation import median_sdr, waveform_l1

RATE = 100


def test_median_sdr_is_the_middle_one_of_its_seconds_and_a_last_part_of_a_second_does_not_count() -> None:
    target = torch.randn(2, 3 * RATE + 30)
    error = torch.cat([torch.full((RATE,), 10 ** (-decibels / 20)) for decibels in (30, 10, 17)] + [torch.ones(30)])
    assert float(median_sdr(target * (1 + error), target, RATE)) == pytest.approx(17, abs=1e-3)
    assert float(median_sdr(target * (1 - error), target, RATE)) == pytest.approx(17, abs=1e-3)


def test_silent_seconds_are_left_out_and_only_silence_has_no_score() -> None:
    target = torch.randn(2, 3 * RATE)
    estimate = 0.9 * target  # an error 20 dB below the target
    target[:, :RATE] = 0
    assert float(median_sdr(estimate, target, RATE)) == pytest.approx(20, abs=1e-3)
    assert math.isnan(median_sdr(estimate, torch.zeros_like(target), RATE))


def test_other_shapes_and_less_than_a_second_are_refused() -> None:
    with pytest.raises(ValueError, match="estimate must have the target's shape"):
        waveform_l1(torch.zeros(2, 5), torch.zeros(2, 6))
    with pytest.raises(ValueError, match="at least one second"):
        median_sdr(torch.zeros(2, 5), torch.zeros(2, 5), RATE)
