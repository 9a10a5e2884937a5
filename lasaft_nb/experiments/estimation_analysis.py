"""What each estimation method could reach, and which half of an estimate is wrong (thesis 3.3).

``python -m lasaft_nb.experiments.estimation_analysis estimation_reach`` (``estimation_halves``) writes the records.
"""

import warnings
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch

from lasaft_nb.audio.waveform import Waveform
from lasaft_nb.data import chapter_root, identify, tracks
from lasaft_nb.data.track import Track
from lasaft_nb.experiments.estimation import METHODS
from lasaft_nb.experiments.runner import from_shell
from lasaft_nb.inference.separator import Separator
from lasaft_nb.metrics.evaluate import evaluate_estimator
from lasaft_nb.metrics.framewise import framewise_sdr
from lasaft_nb.metrics.scores import summarise, track_scores
from lasaft_nb.results import records
from lasaft_nb.spectrogram import StftConfig, by_name
from lasaft_nb.spectrogram.stft import Spectrogram, analyse, synthesise

# What each estimation method could reach with a perfect network: its best estimate on a test split (thesis 3.3).
# There is nothing to train.

REACH = "estimation_reach"
REACH_METHODS = ("DME", "MME", "CME-sigmoid", "CME-tanh", "CME-sigmoid-complex", "CME-tanh-complex", "DCSE")
REACH_CONFIG = StftConfig()  # the thesis's 2048/1024


@dataclass(frozen=True)
class Best:
    """The best estimate of every source of a track by the method called ``method``."""

    method: str

    def __call__(self, track: Track) -> Mapping[str, np.ndarray]:
        """Estimates {source: (n, c)}."""
        return best_estimates(track.stems(), track.mixture(), method=self.method)


def best_estimates(
    stems: Mapping[str, np.ndarray], mixture: np.ndarray, *, method: str, config: StftConfig = REACH_CONFIG
) -> dict[str, np.ndarray]:
    """What ``method`` could make of ``mixture`` (n, c) at best: {name: (n, c)}, one for each of ``stems``."""
    spectrogram = torch.from_numpy(analyse(mixture, config))[None]

    def best(stem: np.ndarray) -> Spectrogram:
        target = torch.from_numpy(analyse(stem, config))[None]
        return by_name(method).best(spectrogram, target)[0].numpy()

    return {name: synthesise(best(stem), config, n_samples=len(mixture)) for name, stem in stems.items()}


def record_reach(root: Path | str, *, preset: str = "lite") -> list[Path]:
    """Score every method on the test tracks of a dataset and write the records; returns their paths."""
    test = tracks(root, "test")
    dataset = {**identify(root), "split": "test", "tracks": len(test)}
    written = []
    for method in REACH_METHODS:
        scored = evaluate_estimator(Best(method), test, metrics=("SDR",), jobs=1, progress=False)
        about: dict[str, Any] = {"experiment": REACH, "row": method, "preset": preset, "seed": 0, "dataset": dataset}
        record = records.make(**about, scores=scored.scores, mixture=scored.mixture, seconds=scored.seconds)
        written.append(records.write(record))
    return written


# Which half of an estimate is wrong, its magnitudes or its phases? The vocals networks of Table 3.1 on the test songs.

HALVES = "estimation_halves"
HALVES_CONFIG = StftConfig(n_fft=4096, hop_length=2048)  # 93 ms at 44.1 kHz, the window of the lite networks
HALVES_TARGET = "vocals"


def halves(
    estimate: Waveform, truth: Waveform, mixture: Waveform, *, config: StftConfig = HALVES_CONFIG
) -> dict[str, Waveform]:
    """The estimate, and what it becomes when one half of every bin, size or phase, is taken from elsewhere.

    Args:
        estimate: a separated source (n, c).
        truth: the true source (n, c).
        mixture: what it was separated from (n, c).
        config: STFT in which the halves are exchanged.

    Returns:
        Waveforms (n, c): "as it is", "with the mixture's phase", "with the true phase", "its phase, true size".
    """
    e, t, m = (analyse(sound, config) for sound in (estimate, truth, mixture))

    def combined(size: np.ndarray, phase: np.ndarray) -> Waveform:
        return synthesise(np.abs(size) * np.exp(1j * np.angle(phase)), config, n_samples=len(truth))

    return {
        "as it is": estimate,
        "with the mixture's phase": combined(e, m),
        "with the true phase": combined(e, t),
        "its phase, true size": combined(t, e),
    }


def score_track(separator: Separator | None, song: Track) -> dict[str, np.ndarray]:
    """SDR in dB of every second (frame,) for each entry of `halves`; without a separator for the mixture itself."""
    mixture, truth = song.mixture(), song.stem(HALVES_TARGET)
    estimate = mixture
    if separator is not None:
        estimate = separator.separate(mixture, HALVES_TARGET, sample_rate=song.sample_rate, progress=False)
    found = halves(estimate, truth, mixture)
    return {name: framewise_sdr(truth, sound, song.sample_rate) for name, sound in found.items()}


def record_halves(root: Path | str, *, preset: str = "lite") -> list[Path]:
    """Score the five networks and the mixture on the test songs and write the records; returns their paths."""
    songs, written = tracks(root, "test"), []
    dataset = {**identify(root), "split": "test", "tracks": len(songs)}
    for row in ("mixture", *METHODS):
        name = f"table_3_1/{row.lower().replace('-', '_')}-{HALVES_TARGET}"
        separator = None if row == "mixture" else Separator.from_pretrained(name, device="cpu", engine="torch")
        with warnings.catch_warnings():
            warnings.filterwarnings("ignore", message=".*resampled")  # for the network, and back
            by_song = {song.name: score_track(separator, song) for song in songs}
        parts = next(iter(by_song.values()))
        scores = {
            part: {"SDR": summarise([track_scores(song, list(found[part])) for song, found in by_song.items()])}
            for part in parts
        }
        record = records.make(experiment=HALVES, row=row, preset=preset, seed=0, dataset=dataset, scores=scores)
        written.append(records.write(record))
    return written


if __name__ == "__main__":
    from_shell(
        {
            REACH: lambda: record_reach(chapter_root("lite")),
            HALVES: lambda: record_halves(chapter_root("lite")),
        }
    )
