import numpy as np
import pytest
import torch

from lasaft_nb.probes.pauses import pauses, quieter_in_pauses
from lasaft_nb.spectrogram import Stft, StftConfig


def half_silent() -> np.ndarray:
    sound = np.random.default_rng(0).standard_normal((4096, 2))
    sound[2048:] = 0
    return sound


def test_a_pause_is_where_the_frames_of_the_stft_are_silent() -> None:
    sound = half_silent()
    stft = Stft(StftConfig(n_fft=256, hop_length=64))
    spectrum = stft(torch.from_numpy(sound.T.astype(np.float32))[None])[0].abs().sum((0, -1)).numpy()
    found = pauses(sound, n_fft=256, hop_length=64)
    assert found.shape == spectrum.shape == (65,)
    assert spectrum[found].max() < 1e-2 * spectrum[~found].mean()
    assert abs(found.sum() - 32) <= 2


def test_a_signal_with_a_hundredth_of_the_power_is_twenty_decibels_quieter() -> None:
    pause = np.arange(20) < 10
    assert quieter_in_pauses(np.where(pause, 0.01, 1.0), pause) == pytest.approx(20)
    assert quieter_in_pauses(np.ones(20), pause) == pytest.approx(0)


def test_too_few_frames_give_no_number_and_other_lengths_are_refused() -> None:
    assert np.isnan(quieter_in_pauses(np.ones(20), np.arange(20) < 4))
    with pytest.raises(ValueError, match="one value a frame"):
        quieter_in_pauses(np.ones(3), np.ones(4, dtype=bool))
