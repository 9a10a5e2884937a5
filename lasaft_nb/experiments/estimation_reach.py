"""What each estimation method could reach with a perfect network: its best estimate on a test split (thesis 3.3).

There is nothing to train. ``python -m lasaft_nb.experiments.estimation_reach`` writes the records.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch

from lasaft_nb.data import chapter_root, identify, tracks
from lasaft_nb.data.track import Track
from lasaft_nb.metrics.evaluate import evaluate_estimator
from lasaft_nb.models.classic.spectrum import Spectrogram, analyse, synthesise
from lasaft_nb.results import records
from lasaft_nb.spectrogram import StftConfig, by_name

NAME = "estimation_reach"
METHODS = ("DME", "MME", "CME-sigmoid", "CME-tanh", "CME-sigmoid-complex", "CME-tanh-complex", "DCSE")
CONFIG = StftConfig()  # the thesis's 2048/1024


@dataclass(frozen=True)
class Best:
    """The best estimate of every source of a track by the method called ``method``."""

    method: str

    def __call__(self, track: Track) -> Mapping[str, np.ndarray]:
        """Estimates {source: (n, c)}."""
        return best_estimates(track.stems(), track.mixture(), method=self.method)


def best_estimates(
    stems: Mapping[str, np.ndarray], mixture: np.ndarray, *, method: str, config: StftConfig = CONFIG
) -> dict[str, np.ndarray]:
    """What ``method`` could make of ``mixture`` (n, c) at best: {name: (n, c)}, one for each of ``stems``."""
    spectrogram = torch.from_numpy(analyse(mixture, config))[None]

    def best(stem: np.ndarray) -> Spectrogram:
        target = torch.from_numpy(analyse(stem, config))[None]
        return by_name(method).best(spectrogram, target)[0].numpy()

    return {name: synthesise(best(stem), config, n_samples=len(mixture)) for name, stem in stems.items()}


def run(root: Path | str, *, preset: str = "lite") -> list[Path]:
    """Score every method on the test tracks of a dataset and write the records; returns their paths."""
    test = tracks(root, "test")
    dataset = {**identify(root), "split": "test", "tracks": len(test)}
    written = []
    for method in METHODS:
        scored = evaluate_estimator(Best(method), test, metrics=("SDR",), jobs=1, progress=False)
        about: dict[str, Any] = {"experiment": NAME, "row": method, "preset": preset, "seed": 0, "dataset": dataset}
        record = records.make(**about, scores=scored.scores, mixture=scored.mixture, seconds=scored.seconds)
        written.append(records.write(record))
    return written


if __name__ == "__main__":
    for path in run(chapter_root("lite")):
        print(path)
