"""Score a separator on a whole split, several tracks at a time."""

import warnings
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter
from typing import Any, Protocol

import numpy as np

from lasaft_nb.device import check_jobs
from lasaft_nb.errors import Note, UserError, extra
from lasaft_nb.metrics.bss_eval import METRICS
from lasaft_nb.metrics.scores import (
    Scores,
    Stems,
    TrackLike,
    TrackResult,
    collect,
    is_too_short,
    score_track,
    write_report,
)

Estimator = Callable[[Any], Stems]


class SeparatorLike(Protocol):
    """What ``evaluate_tracks`` asks of a separator: ``lasaft_nb.Separator`` has it."""

    @property
    def targets(self) -> tuple[str, ...]:
        """Names of the sources it can give."""

    def separate(self, source: Any, /, target: str, *, sample_rate: int, progress: bool) -> np.ndarray:
        """Waveform (n, c) at ``sample_rate`` Hz -> the target's, same shape."""


@dataclass(frozen=True, kw_only=True)
class Scoring:
    """How to score: what, where, and what to leave behind.

    ``metrics``: ``("SDR",)`` alone uses the plain formula, some thousand times faster; else museval computes all four.
    ``jobs``: processes that score (-1: one a core). ``dask``: address of a Dask scheduler used instead, such as
    ``tcp://host:8786``.
    ``museval_dir``: also write ``<museval_dir>/<subset>/<track>.json``, which museval's tools read.
    """

    metrics: tuple[str, ...] = METRICS
    jobs: int = 1
    dask: str | None = None
    museval_dir: Path | str | None = None
    subset: str = "test"
    progress: bool = True

    def __post_init__(self) -> None:
        if not self.metrics or not set(self.metrics) <= set(METRICS):
            raise UserError(f"metrics must be some of {', '.join(METRICS)}, got {self.metrics}")
        check_jobs(self.jobs)


@dataclass(frozen=True)
class Evaluation:
    """Scores of a split: ``scores`` and ``mixture`` are what a record holds under these names; ``seconds`` it took."""

    scores: Scores
    mixture: Scores
    seconds: float
    notes: tuple[str, ...] = ()

    def median(self, target: str, metric: str = "SDR") -> float:
        """Median over tracks of the median over seconds, in dB; NaN where nothing could be scored."""
        value = self.scores[target][metric]["median"] if target in self.scores else None
        return float("nan") if value is None else value


@dataclass(frozen=True)
class FromSeparator:
    """A separator as a function of a track."""

    separator: SeparatorLike
    targets: tuple[str, ...]

    def __call__(self, track: TrackLike) -> Stems:
        """Estimates (n, c) of all targets, at the track's sample rate; none of a track that can't be scored."""
        mixture = track.mixture()
        if is_too_short(mixture, track.sample_rate):
            return {}
        options: Mapping[str, Any] = {"sample_rate": track.sample_rate, "progress": False}
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Note)  # that a track is resampled for the network is in its card
            if hasattr(self.separator, "separate_all"):  # one pass for networks that give several sources
                return self.separator.separate_all(mixture, self.targets, **options)
            return {target: self.separator.separate(mixture, target, **options) for target in self.targets}


def evaluate_tracks(
    separator: SeparatorLike, tracks: Sequence[TrackLike], targets: Sequence[str] | None = None, **scoring: Any
) -> Evaluation:
    """Separate and score tracks at their own sample rate; the mixture's SDR comes along.

    Separation runs in this process (where the accelerator is) and scoring in ``jobs`` others; with ``dask`` both run on
    the cluster's workers. What can't be scored (a track shorter than a second, a source that never plays) is left out
    and named in the evaluation's ``notes``.

    Args:
        separator: a ``Separator``, or anything with ``targets`` and ``separate``.
        tracks: tracks with ``name``, ``sample_rate``, ``mixture()`` and ``stems()``.
        targets: names out of ``separator.targets``; all by default.
        **scoring: the fields of ``Scoring``: metrics, jobs, dask, museval_dir, subset, progress.

    Raises:
        UserError: no tracks, none that can be scored, or a target that the separator does not have.
    """
    how, chosen = Scoring(**scoring), tuple(targets or separator.targets)
    if unknown := set(chosen) - set(separator.targets):
        raise UserError(f"targets must be among {', '.join(separator.targets)}, got {', '.join(sorted(unknown))}")
    estimate = FromSeparator(separator, chosen)
    return _run(((track, estimate if how.dask else estimate(track)) for track in tracks), len(tracks), how)


def evaluate_estimator(estimate: Estimator, tracks: Sequence[TrackLike], **scoring: Any) -> Evaluation:
    """Like ``evaluate_tracks`` for any function track -> {target: (n, c)}, such as an oracle that sees the stems.

    The function runs in the scoring processes, so with more than one job it must be picklable.
    """
    return _run(((track, estimate) for track in tracks), len(tracks), Scoring(**scoring))


def _run(calls: Iterable[tuple[TrackLike, Stems | Estimator]], total: int, how: Scoring) -> Evaluation:
    with extra("evaluate"):
        from joblib import Parallel, delayed

    if not total:
        raise UserError("there are no tracks to score; check the data folder and the subset")
    started, results = perf_counter(), []
    work = (delayed(score_track)(track, estimate, how.metrics) for track, estimate in calls)
    with _backend(how.dask):
        parallel = Parallel(n_jobs=-1 if how.dask else how.jobs, return_as="generator")
        for result in _with_progress(parallel(work), total=total, show=how.progress):
            results.append(result)
            if how.museval_dir is not None and result.scores:
                write_report(result, Path(how.museval_dir) / how.subset)
    if not any(result.scores for result in results):
        reasons = dict.fromkeys(note for result in results for note in result.notes)
        raise UserError(f"no track can be scored ({'; '.join(reasons)}); name other tracks")
    return Evaluation(
        scores=collect({result.name: result.scores for result in results}),
        mixture=collect({result.name: result.mixture for result in results}),
        seconds=perf_counter() - started,
        notes=tuple(note for result in results for note in result.notes),
    )


@contextmanager
def _backend(dask: str | None) -> Iterator[None]:
    """Joblib's Dask backend for this scheduler, or its own processes."""
    if dask is None:
        yield
        return
    with extra("cluster"):
        from distributed import Client
    with extra("evaluate"):
        from joblib import parallel_config

    with Client(dask), parallel_config(backend="dask"):
        yield


def _with_progress(results: Iterable[TrackResult], *, total: int, show: bool) -> Iterator[TrackResult]:
    from rich.progress import track as progress

    return iter(progress(results, description="scoring tracks", total=total, transient=True, disable=not show))
