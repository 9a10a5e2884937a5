"""Train, score and record whole tables; what is finished is skipped, and what was killed goes on.

`retrain` is what ``RETRAIN = True`` does in every chapter that has a table.
"""

import math
import re
import time
import traceback
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from dataclasses import dataclass
from fnmatch import fnmatch
from multiprocessing import get_context
from pathlib import Path
from typing import Any

from lasaft_nb import experiments
from lasaft_nb.errors import UserError
from lasaft_nb.experiments.experiment import Experiment, Run

__all__ = ["Job", "jobs", "retrain", "train_table"]
CORES = 2  # for which the time of a training is told, as long as our records know it


@dataclass(frozen=True, kw_only=True)
class Job:
    """One training of a table, and where everything lies. Plain values: it travels to another process."""

    experiment: str
    run: str
    seed: int
    preset: str
    data_root: Path
    device: str = "auto"
    threads: int | None = None
    out_root: Path = Path("runs")
    results: Path | None = None

    @property
    def label(self) -> str:
        """What the shell says of it."""
        return f"{self.experiment} {self.run} {self.preset} seed {self.seed}"


def jobs(what: Sequence[str], *, seeds: Sequence[int]) -> Iterator[tuple[Experiment, Run, int]]:
    """Trainings in the order given: table by table, seed by seed, row by row.

    ``what``: a table's number such as "3.5", an experiment, or either with a pattern of its networks' names, such as
    "3.1:*-vocals".

    Raises:
        UserError: there is no such table, or the pattern fits none of its networks.
    """
    for one in what:
        name, _, pattern = one.partition(":")
        number = re.fullmatch(r"(\d)\.(\d)", name)
        try:
            experiment = experiments.get(f"table_{number[1]}_{number[2]}" if number else name)
        except ValueError as error:
            raise UserError(str(error)) from error
        runs = [run for run in experiment.runs() if fnmatch(run.name, pattern or "*")]
        if not runs:
            names = ", ".join(run.name for run in experiment.runs())
            raise UserError(f"no network of {name} is called {pattern}; there are {names}")
        for seed in seeds:
            for run in runs:
                yield experiment, run, seed


def train_table(todo: Sequence[Job], *, at_once: int = 1) -> Iterator[tuple[Job, str]]:
    """Do the jobs, ``at_once`` at a time; gives each with what came of it, as it ends. A failure is "failed: …".

    Each ends with a record and a table of its curve, so that a stop loses nothing but the training under way, and that
    one goes on from its last validation.
    """
    if at_once == 1:
        yield from ((job, _outcome(job)) for job in todo)
        return
    with ProcessPoolExecutor(max_workers=at_once, mp_context=get_context("spawn")) as pool:
        waiting = {pool.submit(_outcome, job): job for job in todo}
        try:
            for ended in as_completed(waiting):
                yield waiting[ended], ended.result()
        except BaseException:
            pool.shutdown(wait=False, cancel_futures=True)
            raise


def _outcome(job: Job) -> str:
    """What came of a job, in words; one that fails leaves the others their turn."""
    try:
        return do(job)
    except Exception as error:
        traceback.print_exc()
        return f"failed: {error}"


def do(job: Job) -> str:
    """Train, score and record one network; says what was done."""
    import torch

    from lasaft_nb.device import prepare_process
    from lasaft_nb.experiments import runner
    from lasaft_nb.training.presets import preset

    experiment = experiments.get(job.experiment)
    run = experiment.run(job.run)
    size = run.preset(preset(job.preset))
    where: dict[str, Any] = {"data_root": job.data_root, "root": job.results}
    if runner.find(experiment, run, preset=size, seed=job.seed, **where):
        return "has a record already"
    if record := runner.adopt(experiment, run, preset=size, seed=job.seed, **where):
        return f"trained before in another table: {record}"
    if job.threads:
        torch.set_num_threads(job.threads)
    prepare_process(job.device)
    start = time.time()
    weights = runner.train(
        experiment, run, preset=size, data_root=job.data_root, seed=job.seed, device=job.device, out_root=job.out_root
    )
    record = runner.record(experiment, run, weights, preset=size, seed=job.seed, device=job.device, **where)
    return f"{_scores(record)} after {size.steps} steps, {time.time() - start:.0f} s: {record}"


def _scores(record: Path) -> str:
    from lasaft_nb.results import records

    scores = records.read(record)["scores"]
    return ", ".join(f"{target} {metrics['SDR']['median']:.2f} dB" for target, metrics in scores.items())


def retrain(
    *tables: str, preset: str, seed: int = 0, device: str = "auto", data_root: Path | str = "", out_root: str = "runs"
) -> list[Path]:
    """Train and score the networks of ``tables`` at ``preset``; returns the reader's records of them.

    It prints first how long that takes, and then what came of each training. What the reader has trained already is
    not trained again, and a training that was stopped goes on. The shipped records stay what they are.

    Args:
        tables: as `jobs` takes them: "3.5", an experiment, or either with a pattern of networks' names.
        preset: "smoke", "lite", "long" or "paper".
        seed: of weights and excerpts.
        device: as of `fit`.
        data_root: dataset; the preset's mini dataset when empty.
        out_root: folder for checkpoints, weights and curves.

    Raises:
        UserError: there is no such table, or a training failed.
    """
    from lasaft_nb.data import chapter_root
    from lasaft_nb.results import records

    root = Path(data_root) if data_root else chapter_root(preset)
    where: dict[str, Any] = {"preset": preset, "data_root": root, "device": device, "out_root": Path(out_root)}
    planned = list(jobs(tables, seeds=[seed]))
    todo = [
        Job(experiment=plan.name, run=run.name, seed=seed, results=records.results_dir(), **where)
        for plan, run, _ in planned
    ]
    print(_announced(todo))
    outcomes = []
    for number, (job, outcome) in enumerate(train_table(todo), start=1):
        print(f"{number}/{len(todo)} {job.label}: {outcome}")
        outcomes.append(outcome)
    if failed := sum(outcome.startswith("failed") for outcome in outcomes):
        raise UserError(f"{failed} of {len(todo)} trainings failed, see above; the same cell tries them again")
    rows = {(plan.name, run.row.name) for plan, run, _ in planned}
    yours = [one for name, row in rows for one in records.find(name, row=row, preset=preset) if records.is_yours(one)]
    return sorted(records.path_of(one) for one in yours if one["seed"] == seed)


def _announced(todo: Sequence[Job]) -> str:
    """What will be trained, and how long that takes, in two sentences."""
    from lasaft_nb.device import choose_device
    from lasaft_nb.training.presets import preset

    runs = [(job, experiments.get(job.experiment).run(job.run)) for job in todo]
    steps = [run.preset(preset(job.preset)).steps for job, run in runs]
    place = choose_device(todo[0].device).type
    known = _recorded_seconds(todo) if place == "cpu" and todo[0].preset in ("lite", "long") else {}
    each = known | _timed_seconds([job for job, run in runs if _key(job, run) not in known])
    minutes = sum(count * each[_key(job, run)] for count, (job, run) in zip(steps, runs, strict=True)) / 60
    sources = [f"the seconds a step of our records, for {CORES} processor cores"] if known else []
    if len(each) > len(known):
        sources.append(f"ten steps of each {'other ' if known else ''}network, timed now on {place}")
    networks = "one network" if len(todo) == 1 else f"{len(todo)} networks"
    return (
        f"Training {networks} at {todo[0].preset}, {sum(steps):,} steps, takes about {max(1, round(minutes)):,} min "
        f"by {' and '.join(sources)}. Validating and scoring come on top."
    )


def _recorded_seconds(todo: Sequence[Job]) -> dict[str, float]:
    """Seconds a step of rows with `CORES` cores, from the records' seconds of one; without rows that none has."""
    from lasaft_nb.experiments.settle import Training

    runs = [(job, experiments.get(job.experiment).run(job.run)) for job in todo]
    found = {_key(job, run): Training(experiment=job.experiment, run=run).seconds_a_step() for job, run in runs}
    return {key: seconds / CORES for key, seconds in found.items() if not math.isnan(seconds)}


def _timed_seconds(todo: Sequence[Job]) -> dict[str, float]:
    """Seconds a step of each row on the jobs' device, timed here."""
    from lasaft_nb.training.fit import seconds_a_step
    from lasaft_nb.training.presets import preset

    found: dict[str, float] = {}
    for job in todo:
        run = experiments.get(job.experiment).run(job.run)
        if _key(job, run) not in found:
            size = run.preset(preset(job.preset))
            found[_key(job, run)] = seconds_a_step(
                run.config(size), preset=size, data_root=job.data_root, seed=job.seed, device=job.device
            )
    return found


def _key(job: Job, run: Run) -> str:
    """A row, whose networks cost the same for every target."""
    return f"{job.experiment}/{run.row.name}"
