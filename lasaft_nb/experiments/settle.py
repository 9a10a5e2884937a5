"""What would settle a claim that is open, and what that costs: seeds, trainings, steps and minutes, from records.

The unit is the seed. Where the preset `long` has judged a part, its interval says how many seeds would make it leave
what the claim asks for, since it shrinks with the root of their number. Where it hasn't, three seeds come first.
"""

import json
import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from statistics import median
from typing import Any

from lasaft_nb import experiments
from lasaft_nb.experiments.amss_benchmark import NOTHING
from lasaft_nb.experiments.experiment import Run
from lasaft_nb.results import records, scorecard
from lasaft_nb.results.scorecard import Measure
from lasaft_nb.sources import SOURCES
from lasaft_nb.training.presets import preset

SEEDS = 3  # of each network, before anybody looks at the verdict
MANY = 30  # seeds; who would need more had better change something else
OPEN = ("reversed", "undecided", "not run")
DECIDED = "reversed at long by three seeds or more: the published sizes and songs are what is left to try"
EXACT = "no training is in these numbers: other songs are what is left to try"


@dataclass(frozen=True, kw_only=True)
class Training:
    """A network that is trained, with the name of its experiment."""

    experiment: str
    run: Run

    def seeds(self) -> set[int]:
        """Seeds that have a record at `long`."""
        found = records.find(self.experiment, row=self.run.row.name, preset="long")
        wanted = set(self.run.targets)
        return {one["seed"] for one in found if records.on_own_dataset(one) and wanted <= set(one["scores"])}

    @property
    def steps(self) -> int:
        """Steps at `long`."""
        return self.run.preset(preset("long")).steps

    def seconds_a_step(self) -> float:
        """Of one processor core, by records of this row (at `long` if any), else of its experiment; NaN without."""
        timed = [one for one in records.find(self.experiment) if one["steps"] and one["device"].startswith("cpu")]
        of_row = [one for one in timed if one["row"] == self.run.row.name]
        at_long = [one for one in of_row if one["preset"] == "long"]
        best = at_long or of_row or timed
        return median(map(_seconds_a_step, best)) if best else math.nan


@dataclass(frozen=True, kw_only=True)
class Plan:
    """What would settle a claim.

    ``seeds`` of each network are needed by the noise that is known; for that ``trainings`` at `long` are missing, with
    ``steps`` and ``minutes`` of one processor core in all (NaN where nothing of the kind was timed). ``besides`` names
    what more training settles no longer, and ``unnamed`` counts numbers whose record names no network.
    """

    seeds: int = 0
    trainings: int = 0
    steps: int = 0
    minutes: float = 0.0
    besides: tuple[str, ...] = ()
    unnamed: int = 0


def plan(*claims: str) -> Plan | None:
    """The plan for claims (``C01`` … ``C50``) of which a part is open; None where there is none."""
    parts = [one for claim in claims for one in scorecard.entry(claim)["expectations"] if one["verdict"] in OPEN]
    if not parts:
        return None
    reasons = list(map(_settled_elsewhere, parts))
    needed: dict[tuple[str, str], int] = {}
    named: dict[tuple[str, str], Training] = {}
    unnamed = 0
    for part in (part for part, why in zip(parts, reasons, strict=True) if not why):
        for measure in _trained_sides(part):
            found = list(trainings_of(measure))
            unnamed += not found
            for one in found:
                key = one.experiment, one.run.name
                named[key], needed[key] = one, max(seeds_for(part), needed.get(key, 0))
    missing = {key: max(0, seeds - len(named[key].seeds())) for key, seeds in needed.items()}
    todo = [(named[key], count) for key, count in missing.items() if count]
    return Plan(
        seeds=max(needed.values(), default=0),
        trainings=sum(count for _, count in todo),
        steps=sum(count * one.steps for one, count in todo),
        minutes=sum(count * one.steps * one.seconds_a_step() / 60 for one, count in todo),
        besides=tuple(sorted(set(filter(None, reasons)))),
        unnamed=unnamed,
    )


def seeds_for(part: Mapping[str, Any]) -> int:
    """Seeds of each network by which the interval would leave what a part asks for, if the difference stays.

    The interval's half is t * sd * sqrt(1/n + 1/m) for n and m seeds; with more of them it narrows at least so fast.
    """
    counts = [count for count in part["seeds"] if count]
    if part["preset"] != "long" or part["interval"] is None or not counts:
        return SEEDS
    low, high = part["interval"]
    middle, half = (low + high) / 2, (high - low) / 2
    gap = abs(abs(middle) - part["margin"]) if part["relation"] == "near" else abs(middle - part["margin"])
    if half <= gap:  # it has left already, and another reason keeps the part open
        return SEEDS
    noise = (half / gap) ** 2 if gap else math.inf
    seeds = len(counts) * noise / sum(1 / count for count in counts)
    return max(SEEDS, math.ceil(min(MANY + 1, seeds)))


def trainings_of(measure: Measure) -> Iterator[Training]:
    """The trainings that a number comes from; none where neither its row nor its record names a network."""
    for name in _homes(measure):
        for row in experiments.get(name).rows:
            if row.name == measure.row:
                yield from (Training(experiment=name, run=run) for run in row.runs() if _of(measure, run))
                return
    models = [one["model"] for one in records.find(measure.experiment, row=measure.row) if one["model"]]
    for name in experiments.names():
        for run in experiments.get(name).runs():
            if any(json.loads(json.dumps(run.config(run.preset(preset("lite"))).to_dict())) == one for one in models):
                yield Training(experiment=name, run=run)
                return


def in_words(found: Plan) -> str:
    """A plan as short sentences."""
    said = []
    if found.seeds > MANY:
        said.append(f"More than {MANY} seeds of each network, so small is the difference against the noise.")
    elif found.seeds:
        said.append(f"{found.seeds} seeds of each network at long.")
    if found.trainings:
        said.append(f"Missing: {trainings_in_words(found)}.")
    elif found.seeds:
        said.append("They are trained; what is open is a measurement, or better networks.")
    if found.unnamed:
        said.append("Some of its numbers are measured on shipped networks, of which there is one seed.")
    return " ".join([*said, *(f"{one[0].upper()}{one[1:]}." for one in found.besides)])


def trainings_in_words(found: Plan) -> str:
    """How many trainings and steps, and how long one processor core takes for them."""
    hours = found.minutes / 60
    took = "time not measured" if math.isnan(hours) else f"{hours:.1f} hours" if hours >= 1 else f"{hours * 60:.0f} min"
    return f"{found.trainings} trainings, {found.steps:,} steps, {took} of one processor core"


def _homes(measure: Measure) -> list[str]:
    """Experiments whose rows may be what a number is of: its own first."""
    own = [measure.experiment] if measure.experiment in experiments.names() else []
    return [*own, *(name for name in experiments.names() if name not in own)]


def _of(measure: Measure, run: Run) -> bool:
    return measure.target not in SOURCES or measure.target in run.targets


def _trained_sides(part: Mapping[str, Any]) -> list[Measure]:
    sides = [Measure(**side) for side in (part["left"], part["right"]) if isinstance(side, dict)]
    return [side for side in sides if not side.exact and side.row != NOTHING]


def _settled_elsewhere(part: Mapping[str, Any]) -> str:
    """Why no more training at `long` changes a part; "" where it does."""
    if not _trained_sides(part):
        return EXACT
    sure = part["verdict"] == "reversed" and part["preset"] == "long" and min(filter(None, part["seeds"])) >= SEEDS
    return DECIDED if sure else ""


def _seconds_a_step(record: records.Record) -> float:
    spent = record.get("training", {}).get("cpu_seconds") or record["seconds"]
    return float(spent) / int(record["steps"])
