import numpy as np
import pytest

from lasaft_nb.errors import UserError
from lasaft_nb.metrics.bss_eval import bss_eval
from lasaft_nb.metrics.framewise import framewise_sdr

RATE = 1000


def _noise(seconds: float = 3, *, seed: int = 0, level: float = 0.1) -> np.ndarray:
    return level * np.random.default_rng(seed).standard_normal((int(seconds * RATE), 2))


def test_plain_sdr_equals_bsseval_v4_in_every_frame() -> None:
    source, other = _noise(seed=1), _noise(seed=2)
    estimate = np.roll(0.8 * source, 3, axis=0) + 0.3 * other + 0.1 * _noise(seed=3)
    official = bss_eval(source, estimate, RATE, mixture=source + other)
    assert np.allclose(framewise_sdr(source, estimate, RATE), official.sdr, atol=1e-6)


def test_half_the_amplitude_is_six_decibels_and_double_is_none() -> None:
    source = _noise()
    assert np.allclose(framewise_sdr(source, source / 2, RATE), 20 * np.log10(2))
    assert np.allclose(framewise_sdr(source, source * 2, RATE), 0, atol=1e-9)


def test_a_silent_second_has_no_score_and_a_perfect_one_is_infinite() -> None:
    source = _noise()
    source[RATE : 2 * RATE] = 0
    assert np.array_equal(framewise_sdr(source, source, RATE), [np.inf, np.nan, np.inf], equal_nan=True)


def test_a_threshold_leaves_out_seconds_that_are_nearly_silent() -> None:
    source = _noise()
    source[:RATE] *= 1e-4
    sdr = framewise_sdr(source, source + _noise(seed=9), RATE, silence_dbfs=-50)
    assert np.isnan(sdr[0]) and np.isfinite(sdr[1:]).all()


def test_a_last_part_of_a_second_is_left_out() -> None:
    assert framewise_sdr(_noise(2.9), _noise(2.9, seed=1), RATE).shape == (2,)


@pytest.mark.parametrize(
    ("reference", "estimate", "rate", "words"),
    [
        (_noise(), _noise(2), RATE, "the estimate of the source has shape"),
        (
            _noise(),
            np.full((3 * RATE, 2), np.nan),
            RATE,
            "estimate holds NaN or infinite samples, the first at sample 0",
        ),
        (
            _noise().T,
            _noise().T,
            RATE,
            r"reference must have axes \(sample, channel\) with 1 or 2 channels, got shape \(2, 3000\)",
        ),
        (np.zeros((3 * RATE, 2)), _noise(), RATE, "the reference of the source is silent throughout"),
        (_noise(), np.zeros((3 * RATE, 2)), RATE, "the estimate of the source is silent throughout"),
        (_noise(), _noise(), 44100, "at least one second, 44100 samples, got 3000"),
        (_noise(), _noise(), 0, "sample_rate must be a positive whole number of Hz, got 0"),
        (_noise(), _noise(), 1000.5, "sample_rate must be a positive whole number of Hz, got 1000.5"),
    ],
)
def test_what_cannot_be_scored_is_refused_in_words(reference, estimate, rate, words) -> None:
    with pytest.raises(UserError, match=words):
        framewise_sdr(reference, estimate, rate)
