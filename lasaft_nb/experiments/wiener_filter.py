"""Does a Wiener filter help networks that estimate complex spectrograms (thesis 3.6.4; claim C14)?

The four shipped networks, one per source, separate the test tracks; their estimates are scored as they are, and after
two Wiener filters. ``python -m lasaft_nb.experiments.wiener_filter`` writes the records.
Waveforms are (n, c), rates in Hz.
"""

import warnings
from collections.abc import Callable
from functools import lru_cache, partial
from pathlib import Path
from typing import Any

import numpy as np

from lasaft_nb.data import chapter_root, identify, tracks
from lasaft_nb.data.track import Track
from lasaft_nb.errors import Note
from lasaft_nb.inference.separator import Separator
from lasaft_nb.metrics.evaluate import evaluate_estimator
from lasaft_nb.models.classic.wiener import multichannel_filter, ratio_filter
from lasaft_nb.results import records
from lasaft_nb.sources import SOURCES

NAME = "wiener_filter"
NETWORKS = "lite_dedicated"
Stems = dict[str, np.ndarray]
Filter = Callable[[Stems, np.ndarray], Stems]


def unfiltered(estimates: Stems, mixture: np.ndarray) -> Stems:
    """The estimates (n, c) as the networks give them."""
    return estimates


FILTERS: dict[str, Filter] = {
    "no filter": unfiltered,
    "ratio masks": ratio_filter,
    "multichannel Wiener filter, 1 iteration": multichannel_filter,
}


def separate_waveform(mixture: np.ndarray, *, sample_rate: int) -> Stems:
    """Estimates (n, c) of all four sources of a mixture (n, c) by the shipped networks, one network a source."""
    estimates: Stems = {}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", Note)  # that it is resampled for the network
        for source in SOURCES:
            network = Separator.from_pretrained(f"{NETWORKS}/tfc_tdf-{source}", device="cpu", engine="torch")
            estimates[source] = network.separate(mixture, source, sample_rate=sample_rate, progress=False)
    return estimates


def separate(track: Track) -> Stems:
    """The same for a whole track: {source: (n, c)}."""
    return separate_waveform(track.mixture(), sample_rate=track.sample_rate)


def run(
    root: Path | str, *, preset: str = "lite", separate: Callable[[Track], Stems] = separate, jobs: int = 1
) -> list[Path]:
    """Score the estimates of the test tracks with and without filters and write one record each; returns their paths.

    Args:
        root: dataset.
        preset: of the networks, and of the records.
        separate: a function track -> {source: (n, c)}; called once for each track.
        jobs: processes that score.
    """
    test, once = tracks(root, "test"), lru_cache(maxsize=None)(separate)
    dataset = {**identify(root), "split": "test", "tracks": len(test)}
    written = []
    for row, apply in FILTERS.items():
        scored = evaluate_estimator(partial(_filtered, once, apply), test, metrics=("SDR",), jobs=jobs, progress=False)
        record = records.make(
            experiment=NAME,
            row=row,
            preset=preset,
            seed=0,
            dataset=dataset,
            scores=scored.scores,
            mixture=scored.mixture,
            notes=f"estimates of the four networks of {NETWORKS}; filters see the mixture and the four estimates",
        )
        written.append(records.write(record))
    return written


def _filtered(separate: Callable[[Track], Stems], apply: Filter, track: Any) -> Stems:
    return apply(separate(track), track.mixture())


if __name__ == "__main__":
    for path in run(chapter_root("lite")):
        print(path)
