"""Scores in museval's own JSON, so that its stores and plots read them."""

import re
from pathlib import Path

from lasaft_nb.metrics.bss_eval import METRICS
from lasaft_nb.metrics.museval_loader import load_museval
from lasaft_nb.metrics.score_track import TrackResult
from lasaft_nb.paths import atomic_write


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
