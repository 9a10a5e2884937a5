"""What an experiment is: rows of a table, each a network trained for one or more targets, and the budgets they share.

A budget gives fields of a `Row`: the steps at `lite`, and sizes of the reduced networks, that the tables of a chapter
share, so that rows compare. At `lite` a chapter trains dozens of networks, so each gets a part of the steps of the
networks that the book separates with. At `long` and `paper` the preset's own budget holds, which goes by the kind of
network.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from lasaft_nb.aml.command import TASKS
from lasaft_nb.errors import UserError
from lasaft_nb.metrics.bss_eval import METRICS
from lasaft_nb.models import zoo
from lasaft_nb.models.source_model import ModelConfig
from lasaft_nb.sources import SOURCES
from lasaft_nb.training.presets import Preset, check_sizes, model_config

_BUDGET = {
    *("frames", "n_fft", "hop_length", "batch_size", "steps", "validate_every", "patience", "learning_rate"),
    *("schedule", "warmup", "optimizer", "gradient_clip", "valid_seconds"),
}
# Conditioned networks: bottlenecks of F/32 units for each of four latent sources. The authors' dropout of 0.5 in the
# condition generator is for days of training: in batches of four questions it hides which source is meant.
_CONDITIONED = {"bottleneck_factor": 32, "n_latent_sources": 4, "generator_dropout": 0.0}
DEEP = {"paper": {"learning_rate": 5e-4}}


@dataclass(frozen=True, kw_only=True)
class Row:
    """A row: ``network`` (a name of the zoo) with an estimation method, trained for ``targets``.

    ``joint`` networks give all targets at once; of the others one is trained per target (thesis chapter 3). A
    conditioned network is one for all by nature. A network that reads sentences learns ``tasks``.

    What makes the row what it is holds at every preset: ``overrides`` of the network's sizes, the ``estimation``, the
    ``loss`` ("levels" adds differences of band levels to the squared error), the window in milliseconds, the number of
    training ``songs``, and ``effort``, which multiplies the steps. Sizes of the reduced networks of `lite` and `long`
    that a chapter shares are ``reduced``; ``at`` changes budget and signal of the preset called so.

    ``metrics`` are what is scored: SDR alone is a thousand times faster than museval's four. What is not to ``ship``
    leaves a record alone: the project carries no weights over 4 MB.
    """

    name: str
    network: str
    estimation: str = "DCSE"
    loss: Literal["squared error", "levels"] = "squared error"
    targets: tuple[str, ...] = SOURCES
    joint: bool = False
    overrides: Mapping[str, Any] = field(default_factory=dict)
    window_ms: float | None = None
    songs: int | None = None
    effort: float = 1.0
    reduced: Mapping[str, Any] = field(default_factory=dict)
    at: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    metrics: tuple[str, ...] = METRICS
    tasks: tuple[str, ...] = TASKS
    ship: bool = True

    def __post_init__(self) -> None:
        check_sizes({**self.reduced, **self.overrides})
        if unknown := sorted({name for changes in self.at.values() for name in changes} - _BUDGET):
            raise ValueError(f"row {self.name!r}: at may change {', '.join(sorted(_BUDGET))}, not {', '.join(unknown)}")

    def runs(self) -> tuple["Run", ...]:
        """The trainings that fill the row."""
        if self.joint or zoo.spec(self.network).conditioned:
            return (Run(row=self, targets=self.targets, name=_slug(self.name)),)
        return tuple(Run(row=self, targets=(target,), name=f"{_slug(self.name)}-{target}") for target in self.targets)


@dataclass(frozen=True, kw_only=True)
class Run:
    """One training; ``name`` is what the shell calls MODEL and the stem of the weights' file."""

    row: Row
    targets: tuple[str, ...]
    name: str

    def preset(self, preset: Preset) -> Preset:
        """``preset`` with what the network's kind and the row change in it."""
        row = self.row
        found = preset.for_network(row.network).but(**row.at.get(preset.name, {}), songs=row.songs)
        if row.window_ms is not None:
            found = found.in_window(row.window_ms)
        if found.sizes == "reduced":
            found = found.but(overrides={**found.overrides, **row.reduced})
        return found.but(steps=round(found.steps * row.effort))

    def config(self, preset: Preset) -> ModelConfig:
        """What to build at ``preset``, which is this run's own: see `preset`."""
        return model_config(
            self.row.network,
            preset=preset,
            targets=self.targets,
            estimation=self.row.estimation + ("-levels" if self.row.loss == "levels" else ""),
            overrides=dict(self.row.overrides),
        )


@dataclass(frozen=True, kw_only=True)
class Experiment:
    """Rows under one name, which is also the folder of their records and weights."""

    name: str
    title: str
    rows: tuple[Row, ...]
    seeds: tuple[int, ...] = (0,)

    def runs(self) -> tuple[Run, ...]:
        """All trainings, row by row."""
        return tuple(run for row in self.rows for run in row.runs())

    def run(self, name: str) -> Run:
        """The training called ``name``."""
        found = {run.name: run for run in self.runs()}
        if name not in found:
            raise UserError(f"model must be one of {', '.join(found)} in {self.name}, got {name!r}")
        return found[name]


def _fields(*, steps: int, validate_every: int, **sizes: Any) -> dict[str, Any]:
    check_sizes(sizes)
    return {"reduced": sizes, "at": {"lite": {"steps": steps, "validate_every": validate_every}}}


def chapter_3_budget(**sizes: Any) -> dict[str, Any]:
    """400 steps a network at `lite`, and the thesis's bottleneck factor of 16."""
    return _fields(steps=400, validate_every=100, **{"bottleneck_factor": 16, **sizes})


def blocks_budget(*, deep: bool = False, **sizes: Any) -> dict[str, Any]:
    """200 steps a network at `lite`, for the many kinds of blocks and their ablation.

    Thesis 3.6.1 gives learning rates of 0.0005 to 0.001 "depending on model depth"; at `paper` ``deep`` networks, of
    nine blocks and more, have the lower one, which is our reading.
    """
    fields = _fields(steps=200, validate_every=100, **{"bottleneck_factor": 16, **sizes})
    return {**fields, "at": {**fields["at"], **(DEEP if deep else {})}}


def chapter_4_budget(**sizes: Any) -> dict[str, Any]:
    """800 steps at `lite` for the four sources of a network."""
    return _fields(steps=800, validate_every=200, **{**_CONDITIONED, **sizes})


def latent_sweep_budget(**sizes: Any) -> dict[str, Any]:
    """A third of chapter 4's steps at `lite`, for networks with few and with many latent sources."""
    return _fields(steps=250, validate_every=125, **{**_CONDITIONED, **sizes})


def _slug(text: str) -> str:
    return re.sub(r"[^a-z0-9]+", "_", text.lower()).strip("_")
