"""What the methods can reach, on made-up sounds and in the records."""

import numpy as np
import pytest

from lasaft_nb.experiments.estimation_reach import METHODS, best_estimates
from lasaft_nb.metrics.framewise import framewise_sdr
from lasaft_nb.results import records
from lasaft_nb.spectrogram import StftConfig

RATE = 8000


@pytest.fixture(scope="module")
def reach() -> dict[str, float]:
    """SDR in dB of the best estimate of a buzz in noise, by method."""
    time = np.arange(2 * RATE) / RATE
    buzz = sum(np.sin(2 * np.pi * 220 * k * time) / k for k in range(1, 12))
    noise = np.random.default_rng(0).standard_normal(2 * RATE)
    stems = {"buzz": 0.1 * np.stack((buzz, buzz), 1), "noise": 0.1 * np.stack((noise, -noise), 1)}
    config = StftConfig(n_fft=512, hop_length=256)
    found = {name: best_estimates(stems, sum(stems.values()), method=name, config=config)["buzz"] for name in METHODS}
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
