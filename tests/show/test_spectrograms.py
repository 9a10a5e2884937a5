"""Spectrograms in dB: levels and frequencies are where physics puts them."""

import base64
import io

import numpy as np
import pytest
from PIL import Image

from lasaft_nb.show import spectrogram, spectrograms
from lasaft_nb.show.spectrograms import decibels, picture_of_spectrogram

RATE = 8192


def sine(hz: float) -> np.ndarray:
    return np.sin(2 * np.pi * hz * np.arange(2 * RATE) / RATE).astype(np.float32)[:, None]


def test_a_full_scale_sine_in_the_middle_of_a_bin_reads_0_db() -> None:
    level = decibels(sine(100 * RATE / 2048))
    assert level[:, 8].argmax() == 100
    assert level[100, 8] == pytest.approx(0, abs=0.01)


def test_halving_the_amplitude_takes_6_db() -> None:
    assert decibels(sine(400) / 2).max() == pytest.approx(decibels(sine(400)).max() - 6.02, abs=0.01)


def test_silence_is_drawn_without_a_warning_and_far_below_sound() -> None:
    assert decibels(np.zeros((4096, 2))).max() < -200
    assert picture_of_spectrogram(np.zeros((4096, 2)), RATE)


def test_the_picture_puts_low_frequencies_at_the_bottom() -> None:
    picture = np.asarray(Image.open(io.BytesIO(picture_of_spectrogram(sine(400), RATE))))
    assert picture.shape[0] == 96 and picture.shape[1] < 720  # the page stretches it
    assert picture.sum(axis=1).argmax() > 80


def test_several_spectrograms_become_one_figure_with_the_alt_text() -> None:
    shown = spectrograms({"a": sine(300), "b": sine(3000)}, RATE, "two lines")
    assert shown.html.count("<img") == 1
    assert 'alt="two lines"' in shown.html
    png = base64.b64decode(shown.html.split("base64,")[1].split('"')[0])
    assert len(png) < 120_000


def test_no_waveform_and_no_alt_are_refused() -> None:
    with pytest.raises(ValueError, match="at least one sound"):
        spectrograms({}, RATE, "nothing")
    with pytest.raises(ValueError, match="alt must say"):
        spectrogram(sine(300), RATE, "a line", "")
