import numpy as np
import pytest

from lasaft_nb.experiments.estimation_halves import halves
from lasaft_nb.metrics.framewise import framewise_sdr
from lasaft_nb.spectrogram import StftConfig

RATE = 8000
CONFIG = StftConfig(n_fft=512, hop_length=128)


@pytest.fixture(scope="module")
def sounds() -> tuple[np.ndarray, np.ndarray]:
    """A truth and a mixture, noise both (n, 2)."""
    truth, rest = np.random.default_rng(0).standard_normal((2, 2 * RATE, 2)) * 0.1
    return truth, truth + rest


def sdr(truth: np.ndarray, found: dict[str, np.ndarray]) -> dict[str, float]:
    return {name: float(np.median(framewise_sdr(truth, sound, RATE))) for name, sound in found.items()}


def test_of_a_perfect_estimate_only_the_borrowed_phase_is_wrong(sounds) -> None:
    truth, mixture = sounds
    found = sdr(truth, halves(truth * (1 + 1e-6), truth, mixture, config=CONFIG))
    assert min(found[name] for name in ("as it is", "with the true phase", "its phase, true size")) > 60
    assert found["with the mixture's phase"] < 10


def test_an_estimate_with_wrong_sizes_and_true_phases_is_mended_by_the_true_size(sounds) -> None:
    truth, mixture = sounds
    found = sdr(truth, halves(0.5 * truth, truth, mixture, config=CONFIG))
    assert abs(found["as it is"] - 6.02) < 0.01
    assert abs(found["with the true phase"] - 6.02) < 0.1
    assert found["its phase, true size"] > 60


def test_the_mixtures_own_phase_changes_nothing_of_the_mixture(sounds) -> None:
    truth, mixture = sounds
    found = sdr(truth, halves(mixture, truth, mixture, config=CONFIG))
    assert abs(found["with the mixture's phase"] - found["as it is"]) < 0.01
