import numpy as np
import pytest

from lasaft_nb.errors import UserError
from lasaft_nb.metrics.framewise import framewise_sdr
from lasaft_nb.models.classic.oracle import MASKS, oracle
from lasaft_nb.spectrogram import StftConfig
from lasaft_nb.spectrogram.stft import analyse

RATE = 8000
CONFIG = StftConfig(n_fft=512, hop_length=128)


@pytest.fixture(scope="module")
def stems() -> dict[str, np.ndarray]:
    """Two sources that overlap in time and frequency: a wide buzz and noise."""
    time = np.arange(2 * RATE) / RATE
    buzz = sum(np.sin(2 * np.pi * 220 * k * time) / k for k in range(1, 12))
    noise = np.random.default_rng(0).standard_normal(2 * RATE)
    return {"buzz": 0.1 * np.stack((buzz, 0.5 * buzz), 1), "noise": 0.1 * np.stack((0.3 * noise, noise), 1)}


def _sdr(stems, kind: str) -> float:
    estimate = oracle(stems, sum(stems.values()), kind=kind, config=CONFIG)
    return min(np.median(framewise_sdr(stems[name], estimate[name], RATE)) for name in stems)


@pytest.mark.parametrize("kind", ["IBM", "IRM1", "IRM2"])
def test_masks_that_share_a_bin_give_estimates_that_add_up_to_the_mixture(stems, kind) -> None:
    mixture = sum(stems.values())
    assert np.allclose(sum(oracle(stems, mixture, kind=kind, config=CONFIG).values()), mixture, atol=1e-4)


def test_no_other_mask_with_the_mixtures_phase_beats_the_phase_sensitive_one(stems) -> None:
    best = _sdr(stems, "phase-sensitive mask")
    assert all(3 < _sdr(stems, kind) < best for kind in ("IBM", "IRM1", "IRM2", "magnitude"))


def test_masks_that_correct_the_phase_go_further(stems) -> None:
    assert _sdr(stems, "phase-sensitive mask") + 1 < _sdr(stems, "bounded complex mask") < _sdr(stems, "complex mask")


def test_the_unbounded_complex_mask_is_the_source_itself(stems) -> None:
    assert _sdr(stems, "complex mask") > 60


def test_the_ideal_magnitude_has_the_true_magnitude_and_the_mixtures_phase(stems) -> None:
    mixture, source = analyse(sum(stems.values()), CONFIG), analyse(stems["buzz"], CONFIG)
    masked = MASKS["magnitude"](source[None], mixture)[0] * mixture
    assert np.allclose(np.abs(masked), np.abs(source), atol=1e-4)
    assert np.allclose(np.angle(masked * np.conj(mixture)), 0, atol=1e-3)


def test_an_unknown_mask_is_refused(stems) -> None:
    with pytest.raises(UserError, match=r"kind must be one of IBM, IRM1, .*, got 'IRM3'"):
        oracle(stems, stems["buzz"], kind="IRM3")
