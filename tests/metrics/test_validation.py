"""The two numbers of a validation track."""

import math

import pytest
import torch

from lasaft_nb.metrics.validation import median_sdr, waveform_l1

RATE = 100


@pytest.mark.parametrize(
    ("errors", "median"),
    [
        ((0.1, 0.1, 0.1), 20.0),
        ((0.001, 0.1, 1.0), 20.0),  # the middle of 60, 20 and 0 dB, whatever the others are
        ((1.0, 0.001, 0.1), 20.0),  # in any order
        ((0.01, 0.1), 30.0),  # halfway between two
        ((10.0, 10.0, 0.1), -20.0),  # worse than silence
    ],
)
def test_median_sdr_is_the_middle_of_the_seconds_decibels(errors: tuple[float, ...], median: float) -> None:
    """An error of a tenth of the target is 20 dB below it, so the answers need no computing."""
    target = torch.randn(2, len(errors) * RATE + 30)  # what is left of a second doesn't count
    estimate = target.clone()
    for second, error in enumerate(errors):
        span = slice(second * RATE, (second + 1) * RATE)
        estimate[:, span] += error * target[:, span]
    estimate[:, len(errors) * RATE :] = 7
    assert float(median_sdr(estimate, target, RATE)) == pytest.approx(median, abs=1e-3)


def test_both_channels_count_for_a_second() -> None:
    target = torch.ones(2, RATE)
    target[1] = 3
    estimate = target.clone()
    estimate[0] += 1  # energy 10 of the target, 1 of the error
    assert float(median_sdr(estimate, target, RATE)) == pytest.approx(10, abs=1e-3)


def test_waveform_l1_is_in_units_of_full_scale() -> None:
    assert float(waveform_l1(torch.tensor([[0.5, -0.5]]), torch.tensor([[0.25, 0.0]]))) == pytest.approx(0.375)


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
