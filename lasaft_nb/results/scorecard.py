"""The thesis's claims, what is published for each, and the verdict that this project's records give.

A verdict is never typed. A claim is written down as expectations between measured numbers ("this row's SDR is at least
1 dB above that one's"); ``judge`` looks the numbers up in the records and counts which expectations hold.
"""

import csv
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import numpy as np

from lasaft_nb.errors import UserError
from lasaft_nb.paths import atomic_write, data_dir
from lasaft_nb.results import records
from lasaft_nb.results.published import Cell
from lasaft_nb.results.tables import value_of

if TYPE_CHECKING:
    import pandas as pd

NOT_RUN = "not run"


@dataclass(frozen=True, kw_only=True)
class Measure:
    """One measured number: a cell of the records of a row, averaged over seeds. ``target="mean"`` is all four sources.

    ``statistic`` as in ``published.Cell``: median, mean, improvement, parameters, …
    """

    experiment: str
    row: str
    target: str
    metric: str = "SDR"
    statistic: str = "median"
    preset: str = "lite"


@dataclass(frozen=True, kw_only=True)
class Expectation:
    """What a claim says about numbers.

    ``above``: left is at least ``margin`` more than right. ``near``: they differ by at most ``margin``. Right may be a
    plain number (such as 0).
    """

    says: str
    left: Measure
    right: Measure | float
    relation: Literal["above", "near"] = "above"
    margin: float = 0.0


def judge(expectations: Sequence[Expectation]) -> dict[str, Any]:
    """Look the numbers up and decide: all expectations hold "agrees", some "partly", none "disagrees".

    Returns:
        ``verdict`` ("not run" where a number has no record), ``ours`` (the numbers in words), ``records`` (paths below
        the results' folder), ``expectations`` (with left, right and holds).
    """
    judged = [_judge_one(expectation) for expectation in expectations]
    held = [one["holds"] for one in judged]
    verdict = "agrees" if all(held) else "partly" if any(held) else "disagrees"
    return {
        "verdict": NOT_RUN if not held or None in held else verdict,
        "ours": "; ".join(one["says"] + (f": {one['numbers']}" if one["numbers"] else "") for one in judged),
        "records": sorted({path for one in judged for path in one.pop("records")}),
        "expectations": judged,
    }


def write(claim_id: str, expectations: Sequence[Expectation], *, note: str = "", root: Path | None = None) -> Path:
    """Judge a claim by the records and write ``data/results/scorecard/<id>.json``; returns its path.

    Args:
        claim_id: ``C01`` … ``C50`` of ``data/thesis/claims.csv``.
        expectations: what the claim says about numbers.
        note: one sentence on what the comparison leaves open.
        root: another results' folder.
    """
    if claim_id not in (known := {claim["id"] for claim in _claims()}):
        raise UserError(f"claim must be one of {min(known)} to {max(known)}, got {claim_id!r}")
    entry = {"id": claim_id, **judge(expectations), "note": note}
    path = (root or records.results_dir()) / "scorecard" / f"{claim_id}.json"
    with atomic_write(path) as temporary:
        temporary.write_text(json.dumps(entry, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    return path


def scorecard() -> "pd.DataFrame":
    """Every claim: id, source, claim, published evidence, ours, verdict, note, records (paths below data/results)."""
    import pandas as pd

    rows = [claim | _entry(claim["id"]) for claim in _claims()]
    columns = ["id", "source", "claim", "published_evidence", "ours", "verdict", "note", "records"]
    return pd.DataFrame(rows, columns=columns)


def expectations_of(claim_id: str) -> list[Expectation]:
    """The expectations of a written entry, to judge it again."""
    return [_expectation(one) for one in _entry(claim_id).get("expectations", [])]


def judge_again() -> list[Path]:
    """Judge every written entry by the records of today; to be run when records were added."""
    entries = [_entry(path.stem) for path in sorted((data_dir() / "results" / "scorecard").glob("*.json"))]
    return [write(entry["id"], expectations_of(entry["id"]), note=entry["note"]) for entry in entries]


def _judge_one(expectation: Expectation) -> dict[str, Any]:
    left, paths = measured(expectation.left)
    right, others = measured(expectation.right) if isinstance(expectation.right, Measure) else (expectation.right, [])
    missing = np.isnan(left) or np.isnan(right)
    difference = left - right
    holds = (
        difference >= expectation.margin if expectation.relation == "above" else abs(difference) <= expectation.margin
    )
    numbers = "" if missing else f"{left:.2f} against {right:.2f}"
    return asdict(expectation) | {
        "holds": None if missing else bool(holds),
        "numbers": numbers,
        "records": [*paths, *others],
    }


def measured(measure: Measure) -> tuple[float, list[str]]:
    """A number (NaN without a record), the mean over seeds, and the paths of its records below the results' folder.

    A seed that says nothing is left out: where one source was trained with more seeds, the mean of all four has fewer.
    """
    found = records.find(measure.experiment, row=measure.row, preset=measure.preset)
    cell = Cell(measure.target, measure.metric, measure.statistic)
    by_seed = [value_of(cell, [r for r in found if r["seed"] == seed]) for seed in {r["seed"] for r in found}]
    known = [value for value in by_seed if not np.isnan(value)]
    paths = [records.path_of(record, "results").relative_to("results").as_posix() for record in found]
    return (float(np.mean(known)), paths) if known else (float("nan"), [])


def _expectation(stored: Mapping[str, Any]) -> Expectation:
    right = stored["right"]
    return Expectation(
        says=stored["says"],
        left=Measure(**stored["left"]),
        right=Measure(**right) if isinstance(right, dict) else right,
        relation=stored["relation"],
        margin=stored["margin"],
    )


def _claims() -> list[dict[str, str]]:
    with (data_dir() / "thesis" / "claims.csv").open(encoding="utf-8", newline="") as handle:
        return list(csv.DictReader(handle))


def _entry(claim_id: str) -> dict[str, Any]:
    for folder in (records.results_dir(), data_dir() / "results"):
        if (path := folder / "scorecard" / f"{claim_id}.json").is_file():
            return json.loads(path.read_text(encoding="utf-8"))
    return {"ours": "", "verdict": NOT_RUN, "note": "", "records": []}


if __name__ == "__main__":
    for written in judge_again():
        print(written)
