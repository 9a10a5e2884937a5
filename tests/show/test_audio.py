"""Players hold their sounds; a spectrum becomes a sum of sines."""

import base64
import io
import re

import numpy as np
import pytest
import soundfile
import torch

from lasaft_nb.show import player, stem_player
from lasaft_nb.show.audio import MP3_RATES, sum_of_sines
from lasaft_nb.show.waveforms import as_samples

RATE = 22050


def tone(hz: float = 440.0, *, seconds: float = 1.0, gain: float = 0.5, rate: int = RATE) -> np.ndarray:
    time = np.arange(int(seconds * rate)) / rate
    return gain * np.stack([np.sin(2 * np.pi * hz * time)] * 2, axis=1).astype(np.float32)


def decoded(html: str) -> list[tuple[np.ndarray, int]]:
    uris = re.findall(r"data:audio/mpeg;base64,([^\"]+)", html)
    return [soundfile.read(io.BytesIO(base64.b64decode(uri))) for uri in uris]


def test_the_player_holds_the_sound_at_its_length_and_level() -> None:
    [(sound, rate)] = decoded(player(tone(), RATE, "a tone").html)
    assert rate == RATE
    assert sound.shape == (RATE, 2)
    assert np.sqrt(np.mean((sound - tone()) ** 2)) < 0.02


@pytest.mark.parametrize("shape", ["(n, c)", "(c, n)", "(b, c, n)"])
def test_every_layout_of_a_waveform_becomes_samples_by_channels(shape: str) -> None:
    samples = tone()
    given = {"(n, c)": samples, "(c, n)": samples.T, "(b, c, n)": torch.from_numpy(samples.T.copy())[None]}[shape]
    assert np.array_equal(as_samples(given), samples)


def test_a_sound_that_would_clip_is_turned_down_and_the_label_says_so() -> None:
    shown = player(tone(gain=2.0), RATE, "loud")
    assert "loud (turned down by 6.0 dB)" in shown.html
    assert np.abs(decoded(shown.html)[0][0]).max() < 1.1


@pytest.mark.parametrize("rate", MP3_RATES)
def test_every_rate_of_mp3_keeps_the_exact_length(rate: int) -> None:
    [(sound, kept)] = decoded(player(tone(rate=rate), rate, "a second", quality=0.8).html)
    assert (len(sound), kept) == (rate, rate)


def test_a_rate_that_mp3_lacks_is_resampled_upwards() -> None:
    [(sound, rate)] = decoded(player(tone(rate=10000), 10000, "odd rate").html)
    assert rate == 11025
    assert abs(len(sound) - 11025) <= 2


def test_players_have_labels_and_the_same_bytes_twice() -> None:
    first, second = (stem_player({"bass": tone(), "vocals": tone(660)}, RATE, "two tones") for _ in range(2))
    assert first.html == second.html
    assert 'aria-label="bass"' in first.html
    assert 'aria-label="vocals"' in first.html
    assert repr(first) == "stem player: two tones; bass, vocals; 1.0 s"


def test_stems_that_clip_only_together_are_turned_down_together() -> None:
    stems = {"one": tone(gain=0.8), "two": tone(gain=0.8)}
    assert "turned down by 4.1 dB" in stem_player(stems, RATE, "sum").text
    assert "turned down" not in stem_player(stems, RATE, "one at a time", compare=True).text


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (({}, RATE, "none"), "at least one sound"),
        (({"a": tone(), "b": tone(seconds=0.5)}, RATE, "unequal"), "one length"),
        (({"a": tone()}, RATE, ""), "label must say"),
        (({"a": np.zeros((4, 5, 6))}, RATE, "three axes"), "waveform must be"),
        (({"a": np.full((100, 2), np.nan)}, RATE, "not a number"), "finite"),
    ],
)
def test_what_cannot_be_played_is_refused_with_the_reason(arguments: tuple, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        stem_player(*arguments)


SINES_RATE = 8000


def peaks(sound: np.ndarray) -> list[float]:
    """Frequencies in Hz of a second's spectrum that reach a tenth of its peak."""
    spectrum = np.abs(np.fft.rfft(sound * np.hanning(len(sound))))
    top = (spectrum[1:-1] > spectrum[:-2]) & (spectrum[1:-1] >= spectrum[2:]) & (spectrum[1:-1] > spectrum.max() / 10)
    return [float(k + 1) for k in np.flatnonzero(top)]


def test_every_bin_sounds_at_its_centre() -> None:
    magnitudes = np.zeros(40)
    magnitudes[[2, 5]] = 1, -1
    assert peaks(sum_of_sines(magnitudes, bin_hz=100, sample_rate=SINES_RATE, seconds=1)) == [250, 550]


def test_only_the_strongest_are_kept_and_nothing_above_half_the_rate() -> None:
    magnitudes = np.array([1.0, 0, 0, 3, 2, *[0] * 30, 9, *[0] * 10, 9])  # bins 35 and 46: 3550 Hz and 4650 Hz
    assert peaks(sum_of_sines(magnitudes, bin_hz=100, sample_rate=SINES_RATE, seconds=1, strongest=2)) == [350, 3550]


def test_it_starts_and_ends_in_silence_with_a_peak_of_one_half() -> None:
    sound = sum_of_sines(np.ones(40), bin_hz=100, sample_rate=SINES_RATE)
    assert sound.dtype == np.float32
    assert (sound[0], sound[-1], np.abs(sound).max()) == (0, 0, 0.5)


def test_an_empty_row_is_silent_and_a_matrix_is_refused() -> None:
    assert not sum_of_sines(np.zeros(8), bin_hz=100, sample_rate=SINES_RATE).any()
    with pytest.raises(ValueError, match="finite vector"):
        sum_of_sines(np.zeros((2, 2)), bin_hz=100, sample_rate=SINES_RATE)
