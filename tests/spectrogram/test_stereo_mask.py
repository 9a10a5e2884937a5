"""Levels of mel bands."""

import torch
from torch.testing import assert_close

from lasaft_nb.spectrogram.stereo_mask import FLOOR, N_BANDS, StereoMask, band_levels


def spectrogram() -> torch.Tensor:
    return 10 * torch.randn(1, 2, 3, 1025, dtype=torch.complex64)


def test_half_the_amplitude_is_six_decibels_less_in_every_band() -> None:
    x = spectrogram()
    difference = band_levels(x) - band_levels(x / 2)
    assert difference.shape == (1, 2, 3, N_BANDS)
    assert_close(difference, torch.full_like(difference, 6.0206), atol=2e-2, rtol=0)


def test_silence_has_the_level_of_the_floor_and_a_finite_gradient() -> None:
    silence = torch.zeros(1, 1, 1, 1025, dtype=torch.complex64, requires_grad=True)
    levels = band_levels(silence)
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
    squared, both = StereoMask(), StereoMask(level_weight=1.0)
    loud, quiet = (both.loss(nothing, mixture, one) - squared.loss(nothing, mixture, one) for one in (low, high))
    bands_in = [band_levels(mixture) - band_levels(one) > 3 for one in (low, high)]
    assert_close(loud / bands_in[0].float().mean(), quiet / bands_in[1].float().mean(), rtol=0.05, atol=0)
    assert squared.loss(nothing, mixture, low) > 50 * squared.loss(nothing, mixture, high)
