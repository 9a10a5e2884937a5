"""Levels of mel bands."""

import torch
from librosa import mel_frequencies
from torch.testing import assert_close

from lasaft_nb.spectrogram.band_levels import FLOOR, N_BANDS, BandLevels, band_levels
from lasaft_nb.spectrogram.methods import by_name
from lasaft_nb.spectrogram.stereo_mask import StereoMask

RATE = 22050


def spectrogram() -> torch.Tensor:
    return 10 * torch.randn(1, 2, 3, 1025, dtype=torch.complex64)


def test_half_the_amplitude_is_six_decibels_less_in_every_band() -> None:
    x = spectrogram()
    difference = band_levels(x, RATE) - band_levels(x / 2, RATE)
    assert difference.shape == (1, 2, 3, N_BANDS)
    assert_close(difference, torch.full_like(difference, 6.0206), atol=2e-2, rtol=0)


def test_silence_has_the_level_of_the_floor_and_a_finite_gradient() -> None:
    silence = torch.zeros(1, 1, 1, 1025, dtype=torch.complex64, requires_grad=True)
    levels = band_levels(silence, RATE)
    assert_close(levels, torch.full_like(levels, 10 * torch.log10(torch.tensor(FLOOR))))
    levels.sum().backward()
    assert silence.grad is not None
    assert silence.grad.isfinite().all()


def test_with_levels_in_the_loss_an_error_in_a_quiet_band_counts_as_much_as_in_a_loud_one() -> None:
    mixture = spectrogram()
    mixture[..., 512:] *= 0.1
    low, high = mixture.clone(), mixture.clone()
    low[..., :512] /= 2
    high[..., 512:] /= 2
    nothing = torch.zeros(1, 4, 3, 1025)
    squared, both = StereoMask(), StereoMask(levels=BandLevels(sample_rate=RATE))
    loud, quiet = (both.loss(nothing, mixture, one) - squared.loss(nothing, mixture, one) for one in (low, high))
    bands_in = [band_levels(mixture, RATE) - band_levels(one, RATE) > 3 for one in (low, high)]
    assert_close(loud / bands_in[0].float().mean(), quiet / bands_in[1].float().mean(), rtol=0.05, atol=0)
    assert squared.loss(nothing, mixture, low) > 50 * squared.loss(nothing, mixture, high)


def test_a_tone_lies_in_the_band_of_its_frequency_whatever_the_sample_rate() -> None:
    found = []
    for rate, n_fft in ((22050, 2048), (44100, 4096)):  # bins of the same width
        tone = torch.zeros(1, 1, 1, n_fft // 2 + 1, dtype=torch.complex64)
        tone[..., round(1000 / rate * n_fft)] = 100.0
        band = int(band_levels(tone, rate).argmax())
        edges = mel_frequencies(N_BANDS + 2, fmin=0, fmax=rate / 2)
        found.append(edges[band] <= 1000 <= edges[band + 2])
    assert found == [True, True]


def test_a_model_s_loss_has_the_bands_of_its_own_sample_rate() -> None:
    rates = [
        by_name(name, sample_rate=rate).levels.sample_rate
        for name in ("DCSE-levels", "stereo-mask-levels")
        for rate in (11025, 44100)
    ]
    assert rates == [11025, 44100, 11025, 44100]
