"""Records of trained networks on the test songs: what the card of their weights says, and what was measured."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from lasaft_nb.data import identify
from lasaft_nb.results import records


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
