"""The mixing desk: filters against their formulas, dynamics as gains, modes against a sum of cosines."""

import numpy as np
import pytest
from scipy.signal import sosfreqz

from lasaft_nb.audio.levels import SILENCE
from lasaft_nb.synth import SAMPLE_RATE
from lasaft_nb.synth.instruments.modal import hertz, modes
from lasaft_nb.synth.mixing.processors import compressor_gain, high_pass, high_shelf, limiter_gain, loudness, peak


def gain_at(section: np.ndarray, frequency: float) -> float:
    response = sosfreqz(section, [frequency], fs=SAMPLE_RATE)[1]
    return float(20 * np.log10(abs(response[0])))


def test_filters_have_their_gain_where_they_should() -> None:
    assert gain_at(peak(1000, 6, 1), 1000) == pytest.approx(6, abs=1e-6)
    assert gain_at(peak(1000, 6, 1), 20) == pytest.approx(0, abs=0.05)
    assert gain_at(high_shelf(2000, -4), 20000) == pytest.approx(-4, abs=0.1)
    assert gain_at(high_pass(100), 100) == pytest.approx(-3, abs=0.1)


def test_modes_are_a_sum_of_damped_cosines() -> None:
    times = np.arange(3000) / SAMPLE_RATE
    expected = 0.5 * np.exp(-6.907755 * times / 0.2) * np.cos(2 * np.pi * 440 * times + 1)
    expected += 0.3 * np.exp(-6.907755 * times / 0.1) * np.cos(2 * np.pi * 1000 * times)
    np.testing.assert_allclose(modes([440, 1000], [0.2, 0.1], [0.5, 0.3], [1, 0], 3000), expected, atol=1e-12)
    assert hertz(69) == 440 and hertz(81) == 880


def test_a_compressor_lowers_a_steady_tone_by_its_ratio() -> None:
    level = np.full(SAMPLE_RATE, 10 ** (-8 / 20))
    gain = compressor_gain(level, threshold=-20, ratio=3, attack=0.01, release=0.1)
    assert 20 * np.log10(gain[len(gain) // 2]) == pytest.approx(12 * (1 / 3 - 1), abs=0.01)


def test_a_limiter_keeps_peaks_under_its_ceiling_and_leaves_the_rest_alone() -> None:
    peaks = np.full(20_000, 0.3)
    peaks[10_000] = 2.0
    gain = limiter_gain(peaks, ceiling=0.9)
    assert gain[10_000] * 2.0 <= 0.95 and gain[0] == gain[-1] == 1.0


def test_loudness_of_a_1_khz_tone_is_that_of_the_standard() -> None:
    tone = np.sin(2 * np.pi * 997 * np.arange(3 * SAMPLE_RATE) / SAMPLE_RATE)
    assert loudness(np.stack([tone, np.zeros_like(tone)])) == pytest.approx(-3.01, abs=0.3)  # filters for 48 kHz
    assert loudness(np.zeros((2, SAMPLE_RATE))) == SILENCE
