"""The Wiener filters agree with a literal reference, share the mixture, and help where they should."""

import numpy as np
import pytest

from lasaft_nb.metrics.framewise import framewise_sdr
from lasaft_nb.models.classic.wiener import multichannel_filter, ratio_filter, step
from lasaft_nb.spectrogram import StftConfig

RATE = 8000
CONFIG = StftConfig(n_fft=512, hop_length=128)


def _complex(*shape: int, seed: int) -> np.ndarray:
    rng = np.random.default_rng(seed)
    return rng.standard_normal(shape) + 1j * rng.standard_normal(shape)


def _literal_step(sources: np.ndarray, mixture: np.ndarray) -> np.ndarray:
    """The formulas of Nugraha et al. (2016), point by point."""
    n_sources, _n_channels, n_frames, n_bins = sources.shape
    estimates = np.zeros_like(sources)
    for f in range(n_bins):
        power = [[np.mean(np.abs(sources[j, :, t, f]) ** 2) for t in range(n_frames)] for j in range(n_sources)]
        spatial = []
        for j in range(n_sources):
            outer = [np.outer(sources[j, :, t, f], sources[j, :, t, f].conj()) for t in range(n_frames)]
            spatial.append(sum(outer) / sum(power[j]))
        for t in range(n_frames):
            total = sum(power[j][t] * spatial[j] for j in range(n_sources))
            for j in range(n_sources):
                gain = power[j][t] * spatial[j] @ np.linalg.inv(total)
                estimates[j, :, t, f] = gain @ mixture[:, t, f]
    return estimates


def test_a_step_is_what_the_formulas_say() -> None:
    sources, mixture = _complex(3, 2, 5, 4, seed=0), _complex(2, 5, 4, seed=1)
    assert np.allclose(step(sources, mixture), _literal_step(sources, mixture), atol=1e-6)


def test_a_step_divides_the_mixture_and_nothing_else() -> None:
    sources, mixture = _complex(3, 2, 5, 4, seed=2), _complex(2, 5, 4, seed=3)
    assert np.allclose(step(sources, mixture).sum(axis=0), mixture, atol=1e-6)


def test_bins_without_any_estimate_stay_silent() -> None:
    sources, mixture = _complex(2, 2, 5, 4, seed=4), _complex(2, 5, 4, seed=5)
    sources[:, :, :, 2] = 0
    assert np.abs(step(sources, mixture)[..., 2]).max() == 0


@pytest.fixture(scope="module")
def stems() -> dict[str, np.ndarray]:
    """A buzz on the left and noise on the right."""
    time = np.arange(2 * RATE) / RATE
    buzz = sum(np.sin(2 * np.pi * 220 * k * time) / k for k in range(1, 12))
    noise = np.random.default_rng(0).standard_normal(2 * RATE)
    return {"buzz": 0.1 * np.stack((buzz, 0.2 * buzz), 1), "noise": 0.1 * np.stack((0.3 * noise, noise), 1)}


def _worst_sdr(stems, estimates) -> float:
    return min(np.median(framewise_sdr(stems[name], estimates[name], RATE)) for name in stems)


def test_estimates_with_independent_noise_gain_and_the_stereo_picture_helps_further(stems) -> None:
    rng = np.random.default_rng(1)
    rough = {name: stem + 0.05 * rng.standard_normal(stem.shape) for name, stem in stems.items()}
    mixture = sum(stems.values())
    masked = _worst_sdr(stems, ratio_filter(rough, mixture, config=CONFIG))
    spatial = _worst_sdr(stems, multichannel_filter(rough, mixture, config=CONFIG))
    assert _worst_sdr(stems, rough) + 1 < masked < spatial


def test_filtered_estimates_add_up_to_the_mixture(stems) -> None:
    rough = {name: 0.5 * stem + 0.01 for name, stem in stems.items()}
    mixture = sum(stems.values())
    for apply in (ratio_filter, multichannel_filter):
        assert np.allclose(sum(apply(rough, mixture, config=CONFIG).values()), mixture, atol=1e-3)
