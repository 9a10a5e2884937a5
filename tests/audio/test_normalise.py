"""The level of a song and the way there and back."""

from collections.abc import Callable

import numpy as np
import pytest
from numpy.testing import assert_allclose

from lasaft_nb.audio.blocks import ArrayAudio
from lasaft_nb.audio.normalise import INAUDIBLE, Level, find_level, normalisation

RATE = 8000


def audio(waveform: np.ndarray) -> ArrayAudio:
    return ArrayAudio(waveform.astype(np.float32), sample_rate=RATE)


def sine(*, peak: float, seconds: float = 3.0) -> np.ndarray:
    wave = peak * np.sin(2 * np.pi * 100 / RATE * np.arange(round(seconds * RATE)))
    return np.stack([wave, wave], axis=1)


def test_a_full_scale_sine_has_minus_three_decibels() -> None:
    dbfs, offset = find_level(audio(sine(peak=1.0)))
    assert dbfs == pytest.approx(10 * np.log10(0.5), abs=0.01)
    assert not offset.any()


@pytest.mark.parametrize("gain", [-40, -6, 20])
def test_a_gain_is_heard_to_the_hundredth(gain: float) -> None:
    song = sine(peak=0.1)
    assert find_level(audio(song * 10 ** (gain / 20)))[0] == pytest.approx(find_level(audio(song))[0] + gain, abs=0.01)


def test_pauses_do_not_count() -> None:
    song = sine(peak=0.3)
    with_pause = np.concatenate([song, np.zeros((5 * RATE, 2)), song])
    assert find_level(audio(with_pause))[0] == pytest.approx(find_level(audio(song))[0], abs=0.5)


@pytest.mark.parametrize("cut", [1, 3200, 7001])
def test_the_level_does_not_depend_on_how_the_song_is_cut(noise: Callable[..., np.ndarray], cut: int) -> None:
    class Cut(ArrayAudio):
        def _blocks(self):
            yield self._waveform[:cut]
            yield from np.array_split(self._waveform[cut:], 5)

    whole, pieces = audio(noise(30_000)), Cut(noise(30_000), sample_rate=RATE)
    assert find_level(pieces)[0] == pytest.approx(find_level(whole)[0], abs=1e-6)


def test_a_song_near_the_wanted_level_is_the_very_same() -> None:
    song = sine(peak=0.3)
    level = normalisation(audio(song), wanted=find_level(audio(song))[0] + 1.9, tolerance=2.0)
    assert level == Level()
    block = song.astype(np.float32)
    assert level.apply(block) is block
    assert level.undo(block) is block


@pytest.mark.parametrize("peak", [0.001, 0.02, 5.0])
def test_a_song_far_from_it_is_brought_there_and_back(peak: float) -> None:
    song = sine(peak=peak).astype(np.float32)
    level = normalisation(audio(song), wanted=-16.0, tolerance=2.0)
    there = level.apply(song)
    assert there.dtype == np.float32
    assert find_level(audio(there))[0] == pytest.approx(-16.0, abs=0.01)
    assert_allclose(level.undo(there), song, rtol=1e-5, atol=1e-7)


def test_silence_and_what_cannot_be_heard_are_left_alone() -> None:
    assert normalisation(audio(np.zeros((9000, 2))), wanted=-16.0, tolerance=2.0) == Level()
    quiet = sine(peak=10 ** ((INAUDIBLE - 3) / 20))
    assert normalisation(audio(quiet), wanted=-16.0, tolerance=2.0) == Level()


def test_a_constant_is_taken_out_of_the_side_that_has_it() -> None:
    song = sine(peak=0.3) + np.array([0.5, 0.0])
    level = normalisation(audio(song), wanted=find_level(audio(sine(peak=0.3)))[0], tolerance=2.0)
    assert level.gain == 1
    assert_allclose(level.apply(song.astype(np.float32)), sine(peak=0.3), atol=1e-3)
    short = song[: RATE // 2]
    assert normalisation(audio(short), wanted=find_level(audio(short))[0], tolerance=2.0).offset is None
