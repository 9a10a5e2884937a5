import librosa
import numpy as np
import pytest

from lasaft_nb.errors import UserError
from lasaft_nb.metrics.rmse_mfcc import rmse_mfcc

RATE = 44100


def _sound(seed: int = 0) -> np.ndarray:
    return 0.1 * np.random.default_rng(seed).standard_normal((RATE, 2))


def test_equal_sounds_are_at_distance_zero_and_order_does_not_matter() -> None:
    assert rmse_mfcc(_sound(), _sound(), RATE) == 0
    assert rmse_mfcc(_sound(), _sound(1), RATE) == rmse_mfcc(_sound(1), _sound(), RATE) > 0


def test_a_change_of_level_moves_the_first_coefficient_alone() -> None:
    """10 dB on each of 128 mel bands is sqrt(128) * 10 in an orthonormal DCT's first row, root mean over 13 rows."""
    sound = _sound()
    expected = np.sqrt((np.sqrt(128) * 20 * np.log10(2)) ** 2 / 13)
    assert rmse_mfcc(sound, sound / 2, RATE) == pytest.approx(expected, rel=1e-3)


def test_rows_of_both_channels_are_stacked_before_the_root() -> None:
    a, b = _sound(), _sound(1) * [1, 0.2]
    rows = [
        np.vstack(
            [
                librosa.feature.mfcc(y=x[:, c], sr=RATE, n_mfcc=13, n_mels=128, n_fft=4096, hop_length=2048)
                for c in (0, 1)
            ]
        )
        for x in (a, b)
    ]
    by_hand = np.mean([np.linalg.norm(frame) / np.sqrt(26) for frame in (rows[0] - rows[1]).T])
    assert rmse_mfcc(a, b, RATE) == pytest.approx(by_hand)


def test_silence_has_a_distance_too() -> None:
    assert np.isfinite(rmse_mfcc(_sound(), np.zeros((RATE, 2)), RATE))


def test_two_lengths_are_refused() -> None:
    with pytest.raises(UserError, match=r"a and b must have one shape, got \(44100, 2\) and \(44099, 2\)"):
        rmse_mfcc(_sound(), _sound()[1:], RATE)
