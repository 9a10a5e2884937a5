"""Train, score and record whole tables; what is finished is skipped, and what was killed goes on."""

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

__all__ = ["Job", "jobs", "train_table"]


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
