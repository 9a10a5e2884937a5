import numpy as np
import pytest

from lasaft_nb.spectrogram.sum_of_sines import sum_of_sines

RATE = 8000


def peaks(sound: np.ndarray) -> list[float]:
    """Frequencies in Hz of a second's spectrum that reach a tenth of its peak."""
    spectrum = np.abs(np.fft.rfft(sound * np.hanning(len(sound))))
    top = (spectrum[1:-1] > spectrum[:-2]) & (spectrum[1:-1] >= spectrum[2:]) & (spectrum[1:-1] > spectrum.max() / 10)
    return [float(k + 1) for k in np.flatnonzero(top)]


def test_every_bin_sounds_at_its_centre() -> None:
    magnitudes = np.zeros(40)
    magnitudes[[2, 5]] = 1, -1
    assert peaks(sum_of_sines(magnitudes, bin_hz=100, sample_rate=RATE, seconds=1)) == [250, 550]


def test_only_the_strongest_are_kept_and_nothing_above_half_the_rate() -> None:
    magnitudes = np.array([1.0, 0, 0, 3, 2, *[0] * 30, 9, *[0] * 10, 9])  # bins 35 and 46: 3550 Hz and 4650 Hz
    assert peaks(sum_of_sines(magnitudes, bin_hz=100, sample_rate=RATE, seconds=1, strongest=2)) == [350, 3550]


def test_it_starts_and_ends_in_silence_with_a_peak_of_one_half() -> None:
    sound = sum_of_sines(np.ones(40), bin_hz=100, sample_rate=RATE)
    assert sound.dtype == np.float32
    assert (sound[0], sound[-1], np.abs(sound).max()) == (0, 0, 0.5)


def test_an_empty_row_is_silent_and_a_matrix_is_refused() -> None:
    assert not sum_of_sines(np.zeros(8), bin_hz=100, sample_rate=RATE).any()
    with pytest.raises(ValueError, match="finite vector"):
        sum_of_sines(np.zeros((2, 2)), bin_hz=100, sample_rate=RATE)
