"""What the methods can reach, and which half of an estimate is wrong: on made-up sounds, and in the records."""

import numpy as np
import pytest

from lasaft_nb.experiments.estimation_analysis import REACH_METHODS, best_estimates, halves
from lasaft_nb.metrics.framewise import framewise_sdr
from lasaft_nb.results import records
from lasaft_nb.spectrogram import StftConfig

RATE = 8000
CONFIG = StftConfig(n_fft=512, hop_length=128)


@pytest.fixture(scope="module")
def reach() -> dict[str, float]:
    """SDR in dB of the best estimate of a buzz in noise, by method."""
    time = np.arange(2 * RATE) / RATE
    buzz = sum(np.sin(2 * np.pi * 220 * k * time) / k for k in range(1, 12))
    noise = np.random.default_rng(0).standard_normal(2 * RATE)
    stems = {"buzz": 0.1 * np.stack((buzz, buzz), 1), "noise": 0.1 * np.stack((noise, -noise), 1)}
    config = StftConfig(n_fft=512, hop_length=256)
    found = {
        name: best_estimates(stems, sum(stems.values()), method=name, config=config)["buzz"] for name in REACH_METHODS
    }
    return {name: float(np.median(framewise_sdr(stems["buzz"], one, RATE))) for name, one in found.items()}


def test_more_freedom_reaches_further(reach: dict[str, float]) -> None:
    assert reach["CME-sigmoid"] < reach["CME-tanh"] < reach["DCSE"]
    assert reach["CME-sigmoid-complex"] < reach["CME-tanh-complex"] < reach["DCSE"]
    assert reach["DCSE"] > 60
    assert max(reach["DME"], reach["MME"]) < reach["CME-tanh"]


def test_the_record_of_direct_magnitudes_is_that_of_the_ideal_magnitude_with_the_mixtures_phase() -> None:
    (ours,) = records.find("estimation_reach", row="DME", preset="lite")
    (other,) = records.find("before_deep_learning", row="ideal magnitude, mixture phase", preset="lite")
    for source, scores in ours["scores"].items():
        assert abs(scores["SDR"]["median"] - other["scores"][source]["SDR"]["median"]) < 0.01


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
