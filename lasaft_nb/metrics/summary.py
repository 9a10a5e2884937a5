"""From scores of tracks to the numbers of a table: median over seconds, then median and mean over tracks."""

import math
from collections.abc import Mapping, Sequence
from typing import Any, TypedDict

import numpy as np

from lasaft_nb.metrics.framewise import Array, median_score


class TrackScores(TypedDict):
    """One track's frames in dB; None where a frame has no finite score."""

    track: str
    median: float | None
    frames: list[float | None]


class Summary(TypedDict):
    """A metric over a whole split: median and mean over tracks of the tracks' medians."""

    median: float | None
    mean: float | None
    per_track: list[TrackScores]


Scores = dict[str, dict[str, Summary]]  # target -> metric -> summary


def track_scores(name: str, frames: Array | Sequence[float]) -> TrackScores:
    """Round one track's frames (frame,) to 0.0001 dB; what is not finite becomes None, as in museval's JSON reports."""
    rounded = [_finite(value) for value in np.asarray(frames, dtype=float)]
    scored = [value for value in rounded if value is not None]
    return {"track": name, "median": _finite(median_score(scored)), "frames": rounded}


def summarise(per_track: Sequence[TrackScores]) -> Summary:
    """Median of medians and mean of medians over tracks; tracks without any score are left out of both."""
    medians = [track["median"] for track in per_track if track["median"] is not None]
    median, mean = (_finite(np.median(medians)), _finite(np.mean(medians))) if medians else (None, None)
    return {"median": median, "mean": mean, "per_track": list(per_track)}


def collect(tracks: Mapping[str, Mapping[str, Mapping[str, Array | float]]]) -> Scores:
    """Turn {track: {target: {metric: frames (frame,), or one number}}} into the ``scores`` of a record.

    A track may lack targets and metrics; the summary is then over the others.
    """
    scores: Scores = {}
    for target, metric in dict.fromkeys((t, m) for ts in tracks.values() for t, ms in ts.items() for m in ms):
        having = {name: ts[target][metric] for name, ts in tracks.items() if metric in ts.get(target, {})}
        per_track = [track_scores(name, np.atleast_1d(frames)) for name, frames in having.items()]
        scores.setdefault(target, {})[metric] = summarise(per_track)
    return scores


def _finite(value: Any) -> float | None:
    return round(float(value), 4) if math.isfinite(value) else None
