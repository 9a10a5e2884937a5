"""Which half of an estimate is wrong, its magnitudes or its phases? The vocals networks of Table 3.1 on the test songs.

``python -m lasaft_nb.experiments.estimation_halves`` writes the records.
"""

import warnings
from pathlib import Path

import numpy as np

from lasaft_nb.data import chapter_root, identify, tracks
from lasaft_nb.data.track import Track
from lasaft_nb.experiments.table_3_1 import METHODS
from lasaft_nb.inference.pretrained import pretrained
from lasaft_nb.inference.separator import Separator
from lasaft_nb.metrics.framewise import framewise_sdr
from lasaft_nb.metrics.summary import summarise, track_scores
from lasaft_nb.models.classic.spectrum import Waveform, analyse, synthesise
from lasaft_nb.results import records
from lasaft_nb.spectrogram import StftConfig

NAME = "estimation_halves"
CONFIG = StftConfig(n_fft=4096, hop_length=2048)  # 93 ms at 44.1 kHz, the window of the lite networks
TARGET = "vocals"


def halves(
    estimate: Waveform, truth: Waveform, mixture: Waveform, *, config: StftConfig = CONFIG
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
    mixture, truth = song.mixture(), song.stem(TARGET)
    options = {"sample_rate": song.sample_rate, "progress": False}
    estimate = mixture if separator is None else separator.separate(mixture, TARGET, **options)
    found = halves(estimate, truth, mixture)
    return {name: framewise_sdr(truth, sound, song.sample_rate) for name, sound in found.items()}


def run(root: Path | str, *, preset: str = "lite") -> list[Path]:
    """Score the five networks and the mixture on the test songs and write the records; returns their paths."""
    songs, written = tracks(root, "test"), []
    dataset = {**identify(root), "split": "test", "tracks": len(songs)}
    for row in ("mixture", *METHODS):
        name = f"table_3_1/{row.lower().replace('-', '_')}-{TARGET}"
        separator = None if row == "mixture" else pretrained(name, device="cpu")
        with warnings.catch_warnings():
            warnings.filterwarnings("ignore", message=".*resampled")  # for the network, and back
            by_song = {song.name: score_track(separator, song) for song in songs}
        parts = next(iter(by_song.values()))
        scores = {
            part: {"SDR": summarise([track_scores(song, list(found[part])) for song, found in by_song.items()])}
            for part in parts
        }
        record = records.make(experiment=NAME, row=row, preset=preset, seed=0, dataset=dataset, scores=scores)
        written.append(records.write(record))
    return written


if __name__ == "__main__":
    for path in run(chapter_root("lite")):
        print(path)
