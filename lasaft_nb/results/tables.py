"""Published numbers beside those that records of this project hold."""

import csv
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np

from lasaft_nb.errors import UserError, extra
from lasaft_nb.paths import data_dir
from lasaft_nb.results import records
from lasaft_nb.results.published import PUBLISHED, Cell, PublishedTable
from lasaft_nb.sources import SOURCES

if TYPE_CHECKING:
    import pandas as pd

PRESETS = ("paper", "long", "lite", "smoke")  # in the order in which a table prefers them
COLUMNS = ("row", "column", "published", "measured", "sd", "preset", "seeds", "whose", "ours")
NAN = float("nan")


def table(table_id: str, *, preset: str | None = None, dataset: str | None = None) -> "pd.DataFrame":
    """One published table in long form, with what this project measured.

    Args:
        table_id: ``"3.1"`` … ``"5.3"``, or ``"lecture_wave_u_net"`` and the other two of the lecture.
        preset: take measurements of this preset; by default of the one with most rows, then most seeds (all of one
            table from one).
        dataset: take those of the dataset of this name; by default in the same way, of equals the preset's own mini
            dataset.

    Returns:
        Columns row, column, published (text in Table 5.1), measured (NaN where there is no record; the mean over
        seeds), sd (their standard deviation, NaN for one seed), preset and seeds ("" where there is no record; seeds as
        "0, 1, 2"), whose ("yours" where a record of the reader's own is among them, else "shipped"), ours (False for
        other people's systems). A mean over sources is that of the numbers in its row, whatever seeds each has.
        Measurements stand for the records' dataset, ``frame.attrs["datasets"]``, which need not be MUSDB18.

    Raises:
        UserError: an unknown name; the message lists those that exist.
    """
    with extra("evaluate"):
        import pandas as pd

    spec = _spec(table_id)
    measured = records.find(spec.experiment) if spec.experiment else []
    measured = [record for record in measured if preset in (None, record["preset"])]
    measured = _fullest([record for record in measured if dataset in (None, record["dataset"]["name"])])
    with (data_dir() / "thesis" / spec.file).open(encoding="utf-8", newline="") as handle:
        lines = list(csv.DictReader(handle))
    lines += [dict(line) for line in spec.more_rows]
    rows = [_long_row(spec, line, column, measured) for line in lines for column in spec.cells(line)]
    frame = pd.DataFrame(rows, columns=list(COLUMNS))
    frame.attrs = {"title": spec.title, "datasets": sorted({record["dataset"]["name"] for record in measured})}
    return frame


def table_ids() -> tuple[str, ...]:
    """Names that ``table`` knows."""
    return tuple(PUBLISHED)


def published(experiment: str, row: str, cell: Cell) -> float:
    """The published number that a cell of our records stands beside; NaN where none is published."""
    for spec in (one for one in PUBLISHED.values() if one.experiment == experiment):
        with (data_dir() / "thesis" / spec.file).open(encoding="utf-8", newline="") as handle:
            for line in csv.DictReader(handle):
                for column, found in spec.cells(line).items():
                    number = _number(line[column])
                    if found == (row, cell) and isinstance(number, float):
                        return number
    return NAN


def _spec(table_id: str) -> PublishedTable:
    if table_id not in PUBLISHED:
        raise UserError(f"table must be one of {', '.join(PUBLISHED)}, got {table_id!r}")
    return PUBLISHED[table_id]


def _fullest(measured: Sequence[records.Record]) -> list[records.Record]:
    """The records of one preset and one dataset: those with most rows, of equals those with most seeds."""
    order = {preset: len(PRESETS) - index for index, preset in enumerate(PRESETS)}
    kinds: dict[tuple[str, str], list[records.Record]] = {}
    for record in measured:
        kinds.setdefault((record["preset"], record["dataset"]["name"]), []).append(record)
    return max(
        kinds.values(),
        key=lambda found: (
            len({(one["row"], *one["scores"]) for one in found}),
            len(found),
            order.get(found[0]["preset"], 0),
            records.on_own_dataset(found[0]),
        ),
        default=[],
    )


def _long_row(spec: PublishedTable, line: Mapping[str, str], column: str, measured: Sequence[Any]) -> dict[str, Any]:
    record_row, cell = spec.cells(line)[column]
    of_row = [record for record in measured if record["row"] == record_row]
    value, seeds = _over_seeds(cell, of_row)
    known = not np.isnan(value)
    return {
        "row": spec.row(line),
        "column": column,
        "published": _number(line.get(column, "")),
        "measured": value,
        "sd": _over_seeds(replace(cell, over_seeds="sd"), of_row)[0],
        "preset": of_row[0]["preset"] if known else "",
        "seeds": ", ".join(str(seed) for seed in seeds) if known else "",
        "whose": ("yours" if any(map(records.is_yours, of_row)) else "shipped") if known else "",
        "ours": not any(name.startswith(spec.others) for name in (spec.row(line), column)) if spec.others else True,
    }


def _over_seeds(cell: Cell, group: Sequence[records.Record]) -> tuple[float, list[int]]:
    """What one row's records say about a cell, the mean over seeds or their standard deviation, and the seeds."""
    if cell.target == "mean" and cell.over_seeds == "mean" and cell.statistic != "parameters":
        parts = [_over_seeds(replace(cell, target=source), group) for source in SOURCES]
        return float(np.mean([value for value, _ in parts])), sorted({seed for _, seeds in parts for seed in seeds})
    by_seed = {seed: [one for one in group if one["seed"] == seed] for seed in sorted({one["seed"] for one in group})}
    values = {seed: value_of(cell, found) for seed, found in by_seed.items()}
    values = {seed: value for seed, value in values.items() if not np.isnan(value)}
    if cell.over_seeds == "sd":
        return (float(np.std(list(values.values()), ddof=1)) if len(values) > 1 else NAN), list(values)
    return (float(np.mean(list(values.values()))) if values else NAN), list(values)


def _number(text: str) -> float | str:
    """A published number; empty cells are NaN, and the words of Table 5.1 stay words."""
    try:
        return float(text) if text else NAN
    except ValueError:
        return text


def value_of(cell: Cell, group: Sequence[records.Record]) -> float:
    """What records of one seed (one per target, or one for all) say about a cell; NaN where they say nothing."""
    if cell.statistic == "parameters":
        return group[0]["parameters"] / 1e6 if group else NAN
    if cell.target == "mean":
        return float(np.mean([value_of(Cell(source, cell.metric, cell.statistic), group) for source in SOURCES]))
    for record in group:
        summary = record["scores"].get(cell.target, {}).get(cell.metric)
        if summary is not None:
            base = record.get("mixture", {}).get(cell.target, {}).get(cell.metric)
            return _statistic(cell.statistic, summary, base)
    return NAN


def _statistic(name: str, summary: Mapping[str, Any], mixture: Mapping[str, Any] | None) -> float:
    if name == "improvement":
        return _float(summary["mean"]) - _float(mixture["mean"] if mixture else None)
    if name in {"median", "mean"}:
        return _float(summary[name])
    frames = np.array([frame for track in summary["per_track"] for frame in track["frames"] if frame is not None])
    if not frames.size:
        return NAN
    return float(
        {
            "frame median": np.median(frames),
            "frame MAD": np.median(np.abs(frames - np.median(frames))),
            "frame mean": np.mean(frames),
            "frame SD": np.std(frames),
        }[name]
    )


def _float(value: float | None) -> float:
    return NAN if value is None else float(value)
