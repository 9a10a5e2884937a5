import numpy as np
import pytest
import torch
from torch.testing import assert_close

from lasaft_nb.spectrogram import Stft, StftConfig, from_channels, to_channels


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
