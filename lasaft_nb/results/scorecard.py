"""The thesis's claims, what is published for each, and the verdict that this project's records give.

A verdict is never typed. A claim is written down as expectations between measured numbers ("this row's SDR is above
that one's"), before the run. One rule judges them all:

- the unit is the seed, and a difference counts when its 95 % interval leaves zero, see `seeds`;
- both sides have the same budget: `long` where both have it, else `lite`;
- a network that separates no better than the best fixed equaliser has learned nothing that could decide anything.
"""

import csv
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import numpy as np

from lasaft_nb.errors import UserError, extra
from lasaft_nb.paths import atomic_write, data_dir
from lasaft_nb.results import records
from lasaft_nb.results.published import Cell
from lasaft_nb.results.seeds import Noise, Sample, interval
from lasaft_nb.results.tables import value_of
from lasaft_nb.sources import SOURCES

if TYPE_CHECKING:
    import pandas as pd

Verdict = Literal["agrees", "partly", "undecided", "reversed", "not run"]
VERDICTS: tuple[Verdict, ...] = ("agrees", "partly", "undecided", "reversed", "not run")
NOT_RUN = "not run"
ALIKE = 0.3  # dB of SDR: what the thesis calls about equal, or no loss
DECIDING = ("long", "lite")  # presets, the best first
# Experiments in which nothing is trained: their numbers have no seeds and no noise.
UNTRAINED = frozenset({"oracle", "before_deep_learning", "block_costs", "block_reach", "lecture_checkerboard"})


@dataclass(frozen=True, kw_only=True)
class Measure:
    """One measured number: a cell of the records of a row. ``target="mean"`` is the mean of all four sources.

    ``statistic`` as in ``published.Cell``: median, mean, improvement, parameters, …; without a ``preset`` it is the
    best of `DECIDING` that both sides of a comparison have.
    """

    experiment: str
    row: str
    target: str
    metric: str = "SDR"
    statistic: str = "median"
    preset: str = ""

    @property
    def exact(self) -> bool:
        """Whether no training is in it."""
        return self.experiment in UNTRAINED or self.statistic == "parameters"


@dataclass(frozen=True, kw_only=True)
class Expectation:
    """What a claim says about numbers.

    ``above``: left is more than ``margin`` above right. ``near``: they differ by at most ``margin``. Right may be a
    plain number (such as 0).
    """

    says: str
    left: Measure
    right: Measure | float
    relation: Literal["above", "near"] = "above"
    margin: float = 0.0


@dataclass(frozen=True, kw_only=True)
class Number:
    """What the records say of a measure, the numbers (seed,) of all rows of its table, and the paths of its records."""

    sample: Sample
    groups: tuple[tuple[float, ...], ...] = ()
    paths: tuple[str, ...] = ()
    yours: bool = False


def judge(expectations: Sequence[Expectation]) -> dict[str, Any]:
    """Look the numbers up and decide each expectation, and the claim by all of them.

    Returns:
        ``verdict`` (one of `VERDICTS`), ``ours`` (the numbers in words), ``records`` (paths below the results'
        folder), ``expectations`` (with verdict, preset, values left and right, seeds, interval of the difference,
        numbers in words).
    """
    judged = [_judge_one(expectation) for expectation in expectations]
    return {
        "verdict": _of_all([one["verdict"] for one in judged]),
        "ours": "; ".join(one["says"] + (f": {one['numbers']}" if one["numbers"] else "") for one in judged),
        "records": sorted({path for one in judged for path in one.pop("records")}),
        "expectations": judged,
    }


def _of_all(verdicts: Sequence[Verdict]) -> Verdict:
    """The verdict on a claim: its parts' where they are of one mind; partly where some agree; else the worse of them.

    A claim whose parts are all reversed or undecided is not upheld, and reversed where a part is.
    """
    kinds = set(verdicts)
    if kinds <= {"not run"}:
        return "not run"
    if len(kinds) == 1:
        return verdicts[0]
    if "agrees" in kinds:
        return "partly"
    return "reversed" if "reversed" in kinds else "undecided"


def write(
    claim_id: str, expectations: Sequence[Expectation], *, note: str = "", written: str = "", root: Path | None = None
) -> Path:
    """Judge a claim by the records and write ``data/results/scorecard/<id>.json``; returns its path.

    Args:
        claim_id: ``C01`` … ``C50`` of ``data/thesis/claims.csv``.
        expectations: what the claim says about numbers.
        note: one sentence on what the comparison leaves open.
        written: when the expectations were written down, a date or a few words.
        root: another results' folder.
    """
    if claim_id not in (known := {claim["id"] for claim in _claims()}):
        raise UserError(f"claim must be one of {min(known)} to {max(known)}, got {claim_id!r}")
    entry = {"id": claim_id, **judge(expectations), "note": note, "written": written}
    path = (root or records.results_dir()) / "scorecard" / f"{claim_id}.json"
    with atomic_write(path) as temporary:
        temporary.write_text(json.dumps(entry, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    return path


def scorecard() -> "pd.DataFrame":
    """Every claim: id, source, claim, published evidence, ours, verdict, note, records (paths below data/results)."""
    with extra("evaluate"):
        import pandas as pd

    rows = [claim | _entry(claim["id"]) for claim in _claims()]
    columns = ["id", "source", "claim", "published_evidence", "ours", "verdict", "note", "records"]
    return pd.DataFrame(rows, columns=columns)


def expectations_of(claim_id: str) -> list[Expectation]:
    """The expectations of a written entry, to judge it again."""
    return [_expectation(one) for one in _entry(claim_id).get("expectations", [])]


def entry(claim_id: str) -> dict[str, Any]:
    """What is written of a claim, as `judge` gives it, with ``note`` and ``written``; no expectations if nothing is."""
    return {"expectations": [], "written": ""} | _entry(claim_id)


def measured(measure: Measure) -> tuple[float, list[str]]:
    """A number (NaN without a record), the mean over seeds, and the paths of its records below the results' folder.

    Without a preset it is of the best of `DECIDING` that there is.
    """
    for preset in [measure.preset] if measure.preset else DECIDING:
        number = look_up(replace(measure, preset=preset))
        if not np.isnan(number.sample.value):
            return number.sample.value, list(number.paths)
    return float("nan"), []


def look_up(measure: Measure) -> Number:
    """What the records of one preset say: the number by seeds, and the table's, from which its noise is pooled."""
    every = records.find(measure.experiment, preset=measure.preset)
    table = [record for record in every if records.on_own_dataset(record)]
    found = [record for record in table if record["row"] == measure.row]
    targets = SOURCES if measure.target == "mean" and measure.statistic != "parameters" else (measure.target,)
    parts = tuple(_by_seed(measure, target, found) for target in targets)
    together = any(len(set(targets) & set(record["scores"])) > 1 for record in found)
    paths = tuple(records.path_of(record, "results").relative_to("results").as_posix() for record in found)
    # Sources of a table share their noise; numbers of other kinds have each their own.
    pooled = SOURCES if set(targets) <= set(SOURCES) else targets
    rows = dict.fromkeys(record["row"] for record in table)
    of_row = {row: [record for record in table if record["row"] == row] for row in rows}
    groups = tuple(_by_seed(measure, target, group) for group in of_row.values() for target in pooled)
    sample = Sample(parts=parts, together=together, exact=measure.exact)
    return Number(sample=sample, groups=groups, paths=paths, yours=any(map(records.is_yours, found)))


def _by_seed(measure: Measure, target: str, found: Sequence[records.Record]) -> tuple[float, ...]:
    """The numbers (seed,) of one row's records."""
    cell = Cell(target, measure.metric, measure.statistic)
    seeds = sorted({record["seed"] for record in found})
    values = [value_of(cell, [record for record in found if record["seed"] == seed]) for seed in seeds]
    return tuple(value for value in values if not np.isnan(value))


def _judge_one(expectation: Expectation) -> dict[str, Any]:
    right = expectation.right
    sides = [expectation.left, right] if isinstance(right, Measure) else [expectation.left]
    preset, numbers = _at_one_budget(sides)
    plain = asdict(expectation)
    if not numbers:
        nothing: dict[str, Any] = {"values": [], "seeds": [], "interval": None, "numbers": "", "records": []}
        return plain | {"verdict": NOT_RUN, "preset": "", **nothing}
    samples = [number.sample for number in numbers]
    if not isinstance(right, Measure):
        samples.append(Sample(parts=((float(right),),), exact=True))
    groups = {group for number in numbers if not number.sample.exact for group in number.groups}
    found = interval(samples[0], samples[1], Noise.pooled(groups))
    weak = [side.row for side, number in zip(sides, numbers, strict=True) if _learned_nothing(side, number, preset)]
    why = f"{' and '.join(weak)} no better than the best fixed equaliser" if weak else ""
    why = why or ("" if found else "noise not measured: one seed")
    remarks = [why, "your records" if any(number.yours for number in numbers) else ""]
    return plain | {
        "verdict": "undecided" if why or found is None else _decide(expectation, found),
        "preset": preset,
        "values": [round(sample.value, 4) for sample in samples],
        "seeds": [number.sample.n_seeds for number in numbers],
        "interval": [round(end, 4) for end in found] if found else None,
        "numbers": _in_words(samples, found, preset=preset, remarks=remarks),
        "records": [path for number in numbers for path in number.paths],
    }


def _at_one_budget(sides: Sequence[Measure]) -> tuple[str, list[Number]]:
    """The best preset at which there are all numbers, and those; none where there is no such preset."""
    for preset in DECIDING:
        numbers = [look_up(side if side.preset else replace(side, preset=preset)) for side in sides]
        if not any(np.isnan(number.sample.value) for number in numbers):
            return next((side.preset or preset for side in sides if not side.exact), ""), numbers
    return "", []


def _learned_nothing(side: Measure, number: Number, preset: str) -> bool:
    """Whether a network separates no better than the best fixed equaliser does, for this source."""
    separates = side.metric == "SDR" and side.statistic == "median" and side.target in (*SOURCES, "mean")
    if side.exact or not separates or preset not in DECIDING:
        return False
    filtered = look_up(Measure(experiment="oracle", row="best fixed equaliser", target=side.target, preset="lite"))
    return bool(number.sample.value < filtered.sample.value)


def _decide(expectation: Expectation, found: tuple[float, float]) -> Verdict:
    low, high = found
    margin = expectation.margin
    if expectation.relation == "above":
        return "agrees" if low > margin else "reversed" if high < margin else "undecided"
    if -margin <= low and high <= margin:
        return "agrees"
    return "reversed" if low > margin or high < -margin else "undecided"


def _in_words(
    samples: Sequence[Sample], found: tuple[float, float] | None, *, preset: str, remarks: Sequence[str]
) -> str:
    left, right = (sample.value for sample in samples)
    about = [f"difference {left - right:+.2f}"]
    if found and found[0] != found[1]:
        about.append(f"95 % interval {found[0]:+.2f} to {found[1]:+.2f}")
    seeds = [str(sample.n_seeds) for sample in samples if not sample.exact]
    if seeds:
        about.append(f"{' and '.join(seeds)} seed{'' if seeds == ['1'] else 's'} at {preset}")
    return f"{left:.2f} against {right:.2f} ({', '.join([*about, *filter(None, remarks)])})"


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
    for folder in (records.results_dir(), records.shipped_dir()):
        if (path := folder / "scorecard" / f"{claim_id}.json").is_file():
            return json.loads(path.read_text(encoding="utf-8"))
    return {"ours": "", "verdict": NOT_RUN, "note": "", "records": []}
