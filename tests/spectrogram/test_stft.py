import numpy as np
import pytest
import torch
from torch.testing import assert_close

from lasaft_nb.metrics.framewise import framewise_sdr
from lasaft_nb.spectrogram import Stft, StftConfig, from_channels, to_channels
from lasaft_nb.spectrogram.stft import analyse, griffin_lim, synthesise


def test_a_frame_is_the_fourier_transform_of_a_windowed_piece_of_the_waveform() -> None:
    config, waveform = StftConfig(n_fft=64, hop_length=16), torch.randn(2, 2, 500)
    padded = np.pad(waveform.numpy(), ((0, 0), (0, 0), (32, 32)), mode="reflect")
    window = 0.5 - 0.5 * np.cos(2 * np.pi * np.arange(64) / 64)
    frames = np.stack([np.fft.rfft(padded[..., t * 16 : t * 16 + 64] * window) for t in range(1 + 500 // 16)], axis=2)
    assert_close(Stft(config)(waveform), torch.from_numpy(frames).to(torch.complex64), atol=1e-4, rtol=1e-4)


@pytest.mark.parametrize("length", [40, 128, 1000, 1001, 1023])
def test_the_inverse_gives_the_waveform_back(length: int) -> None:
    stft, waveform = Stft(StftConfig(n_fft=64, hop_length=32)), torch.randn(3, 2, length)
    assert_close(stft.inverse(stft(waveform), length=length), waveform, atol=1e-5, rtol=1e-4)


def test_n_samples_gives_exactly_that_many_frames() -> None:
    config = StftConfig()
    assert Stft(config)(torch.zeros(1, 2, config.n_samples(128))).shape == (1, 2, 128, 1025)


def test_channels_are_real_left_real_right_imaginary_left_imaginary_right() -> None:
    left, right = torch.tensor(1 + 2j), torch.tensor(3 + 4j)
    spectrogram = torch.stack([left, right]).view(1, 2, 1, 1)
    assert to_channels(spectrogram).flatten().tolist() == [1, 3, 2, 4]
    assert_close(from_channels(to_channels(spectrogram)), spectrogram)


def test_the_transform_stays_in_single_precision_inside_autocast() -> None:
    with torch.autocast("cpu", torch.bfloat16):
        assert Stft(StftConfig(n_fft=64, hop_length=16))(torch.randn(1, 1, 100).bfloat16()).dtype == torch.complex64


def test_a_waveform_too_short_to_reflect_is_refused() -> None:
    with pytest.raises(ValueError, match="waveform must be longer than n_fft/2 = 1024 samples, got 1000"):
        Stft(StftConfig())(torch.zeros(1, 2, 1000))


def test_a_hop_that_leaves_gaps_is_refused() -> None:
    with pytest.raises(ValueError, match=r"hop_length must be in 1\.\.n_fft/2 \(n_fft=64\), got 65"):
        StftConfig(n_fft=64, hop_length=65)


def test_an_odd_number_of_channels_is_no_complex_spectrogram() -> None:
    with pytest.raises(ValueError, match="channels must have an even number, real then imaginary, got 3"):
        from_channels(torch.zeros(1, 3, 2, 2))


RATE = 8000
CONFIG = StftConfig(n_fft=512, hop_length=128)


@pytest.fixture(scope="module")
def buzz() -> np.ndarray:
    """A tone of 220 Hz with eleven partials, louder on the left: (n, 2), two seconds."""
    time = np.arange(2 * RATE) / RATE
    tone = sum(np.sin(2 * np.pi * 220 * k * time) / k for k in range(1, 12))
    return 0.1 * np.stack((tone, 0.5 * tone), 1)


def test_arrays_come_back_too(buzz: np.ndarray) -> None:
    assert np.allclose(synthesise(analyse(buzz, CONFIG), CONFIG, n_samples=2 * RATE), buzz, atol=1e-5)


def test_griffin_lim_keeps_the_magnitude_but_not_the_waveform(buzz: np.ndarray) -> None:
    magnitude = np.abs(analyse(buzz, CONFIG))
    estimate = griffin_lim(magnitude, CONFIG, n_samples=2 * RATE)
    error = np.abs(analyse(estimate, CONFIG)) - magnitude
    assert estimate.shape == buzz.shape
    assert (error**2).sum() < 0.05 * (magnitude**2).sum()
    assert np.median(framewise_sdr(buzz, estimate, RATE)) < 5
