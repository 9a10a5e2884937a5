"""Records of trained networks on the test songs: what the card of their weights says, and what was measured."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from lasaft_nb.data import identify
from lasaft_nb.metrics.summary import summarise, track_scores
from lasaft_nb.results import records

Numbers = Mapping[str, Mapping[str, Mapping[str, float]]]  # {song: {target: {metric: number}}}


def write(
    experiment: str,
    row: str,
    scores: Mapping[str, Any],
    *,
    card: Mapping[str, Any],
    data_root: Path,
    notes: str,
    parameters: int = 0,
    root: Path | None = None,
) -> Path:
    """Write a record, see `records.make`, of the network that ``card`` describes, or of none with an empty card."""
    record = records.make(
        experiment=experiment,
        row=row,
        preset=card.get("preset", "lite"),
        seed=card.get("seed", 0),
        dataset={**identify(data_root), "split": "test"},
        scores=scores,
        model=card.get("model"),
        steps=card.get("steps", 0),
        parameters=parameters,
        notes=notes,
    )
    return records.write(record, root)


def scores_of(found: Numbers) -> dict[str, dict[str, Any]]:
    """A record's scores from one number a song, target and metric; a song may lack some."""
    names = dict.fromkeys((t, m) for targets in found.values() for t, metrics in targets.items() for m in metrics)
    scores: dict[str, dict[str, Any]] = {}
    for target, metric in names:
        having = {song: targets[target] for song, targets in found.items() if metric in targets.get(target, {})}
        per_track = [track_scores(song, [metrics[metric]]) for song, metrics in having.items()]
        scores.setdefault(target, {})[metric] = summarise(per_track)
    return scores
