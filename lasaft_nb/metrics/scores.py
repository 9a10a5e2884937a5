"""Scores of a track's estimates, museval's own JSON of them, and the numbers of a table: medians, then over tracks.

`score_track` is the unit of work that is sent to another process. A metric's number is the median over seconds, then
the median and the mean over tracks (`collect`).
"""

import math
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol, TypedDict

import numpy as np

from lasaft_nb.metrics.bss_eval import METRICS, bss_eval, load_museval
from lasaft_nb.metrics.framewise import (
    Array,
    as_waveform,
    check_pair,
    framewise_sdr,
    is_unheard,
    median_score,
    silent_frames,
)
from lasaft_nb.paths import atomic_write

Stems = Mapping[str, np.ndarray]
UNSCORED = "since in every second it plays alone, or a source is silent"


class TrackLike(Protocol):
    """What scoring asks of a track: ``lasaft_nb.data.Track`` has it."""

    @property
    def name(self) -> str:
        """Name of the track."""

    @property
    def sample_rate(self) -> int:
        """Hz."""

    def mixture(self) -> np.ndarray:
        """(n, 2)."""

    def stems(self) -> Stems:
        """{source: (n, 2)}."""


@dataclass(frozen=True)
class TrackResult:
    """Frames in dB per target and metric, of the estimates and of the untouched mixture."""

    name: str
    scores: dict[str, dict[str, Array]]
    mixture: dict[str, dict[str, Array]]
    notes: tuple[str, ...] = field(default=())


def score_track(track: TrackLike, estimate: Stems | Callable[[Any], Stems], metrics: Sequence[str]) -> TrackResult:
    """Score a track's estimates, or those that a function of the track makes.

    When all of the track's sources are estimated they are scored together. Otherwise each is scored against its
    accompaniment, the mixture minus the source. A track shorter than a second, and a source whose reference or estimate
    is silent throughout or cancels itself (L = -R), have no score: they are left out and noted. A source without any
    second that has a score, such as a solo, is noted as well. Waveforms are (n, c).
    """
    heard = track.mixture()
    if is_too_short(heard, track.sample_rate):
        lasts = f"{track.name} lasts {len(heard) / track.sample_rate:.2f} s"
        return TrackResult(track.name, {}, {}, (f"{lasts}, and scores need a second: no score",))
    estimates = estimate(track) if callable(estimate) else estimate
    stems, mixture = track.stems(), as_waveform(heard, name=f"the mixture of {track.name}")
    silent = [name for name, guess in estimates.items() if not (np.any(stems[name]) and np.any(guess))]
    playing = {name: as_waveform(guess, name=name) for name, guess in estimates.items() if name not in silent}
    cancelled = [name for name, guess in playing.items() if is_unheard(np.asarray(stems[name])) or is_unheard(guess)]
    playing = {name: guess for name, guess in playing.items() if name not in cancelled}
    true = {name: as_waveform(stems[name], name=name) for name in playing}
    scores: dict[str, dict[str, Array]] = {}
    baseline: dict[str, dict[str, Array]] = {}
    together = set(estimates) == set(stems) and len(playing) > 1
    for names in [tuple(playing)] if together else [(name,) for name in playing]:
        group = {name: true[name] for name in names}
        references = group if together else group | {"accompaniment": mixture - true[names[0]]}
        scores |= _scores(references, {name: playing[name] for name in names}, mixture, track.sample_rate, metrics)
        baseline |= {name: {"SDR": _sdr(name, references, mixture, track.sample_rate)} for name in names}
    notes = [f"{track.name}: {name} is silent in the reference or the estimate, no score" for name in silent]
    notes += [f"{track.name}: left and right of {name} cancel (L = -R), no score" for name in cancelled]
    notes += [f"{track.name}: {name} has no score, {UNSCORED}" for name, one in scores.items() if _without(one)]
    return TrackResult(track.name, scores, baseline, tuple(notes))


def is_too_short(waveform: np.ndarray, sample_rate: int) -> bool:
    """Whether (n, c) at that rate (Hz) lasts less than a second, the frame of all scores."""
    return len(waveform) < sample_rate


def _without(scores: Mapping[str, Array]) -> bool:
    return all(np.isnan(frames).all() for frames in scores.values())


def _scores(
    references: Stems, estimates: Stems, mixture: Array, sample_rate: int, metrics: Sequence[str]
) -> dict[str, dict[str, Array]]:
    if tuple(metrics) == ("SDR",):
        return {name: {"SDR": _sdr(name, references, guess, sample_rate)} for name, guess in estimates.items()}
    if len(references) > len(estimates):
        ((name, guess),) = estimates.items()
        if is_unheard(references["accompaniment"]) or is_unheard(mixture - guess):  # a solo, or all as before
            sdr = _sdr(name, references, guess, sample_rate)
            return {name: {metric: sdr if metric == "SDR" else np.full_like(sdr, np.nan) for metric in metrics}}
        scored = {name: bss_eval(references[name], guess, sample_rate, mixture=mixture)}
    else:
        scored = bss_eval(references, estimates, sample_rate)
    return {name: {metric: scored[name][metric] for metric in metrics} for name in estimates}


def _sdr(name: str, references: Stems, estimate: Array, sample_rate: int) -> Array:
    """Plain SDR, NaN where any reference is silent, so that it counts the frames that museval counts."""
    check_pair(references[name], estimate, name=name)
    sdr = framewise_sdr(references[name], estimate, sample_rate)
    sdr[silent_frames(references, sample_rate)] = np.nan
    return sdr


def write_report(result: TrackResult, folder: Path | str) -> Path:
    """Write ``<folder>/<track>.json`` in museval's schema; metrics that were not computed are NaN.

    ``museval.EvalStore().add_eval_dir(parent)`` reads the folder when it is called ``test``.
    """
    store = load_museval().TrackStore(track_name=result.name, win=1, hop=1)
    for target, scores in result.scores.items():
        frames = len(next(iter(scores.values())))
        store.add_target(target, {metric: list(scores.get(metric, [float("nan")] * frames)) for metric in METRICS})
    store.validate()
    path = Path(folder) / f"{_file_name(result.name)}.json"
    with atomic_write(path) as temporary:
        store.save(temporary)
    return path


def _file_name(track: str) -> str:
    """The track's name without what would lead to another folder."""
    return re.sub(r"[/\\\0]", "-", track)


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
