"""The networks of Table 5.2 that ship, and the excerpts on which chapter 5 looks inside them."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import soxr

from lasaft_nb.data import Track, tracks
from lasaft_nb.experiments.runner import shipped
from lasaft_nb.experiments.table_5_2 import EXPERIMENT as TABLE
from lasaft_nb.metrics.framewise import Array

ROWS = {row.name: shipped(TABLE, row.runs()[0]) for row in TABLE.rows if row.ship}  # where their weights lie
Stems = dict[str, Array]


def there(rows: Sequence[str] = ()) -> dict[str, Path]:
    """Weights by row, of those networks that have been trained; ``rows`` narrows the choice."""
    return {row: path for row, path in ROWS.items() if path.is_file() and (not rows or row in rows)}


def middle(track: Track, sample_rate: int, seconds: float) -> Stems:
    """The stems (n, 2) of the middle of a song, at ``sample_rate`` Hz, turned down alike where their sum clips."""
    stems = track.stems(*track.middle(seconds))
    found = {name: soxr.resample(stem, track.sample_rate, sample_rate) for name, stem in stems.items()}
    peak = max(1.0, float(np.abs(np.sum(list(found.values()), axis=0)).max()))
    return {name: stem / np.float32(peak) for name, stem in found.items()}


def songs_of(data_root: Path) -> list[Track]:
    """The test songs."""
    return list(tracks(data_root, "test"))
