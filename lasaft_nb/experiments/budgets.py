"""Budgets at `lite`, and sizes of the reduced networks, that the tables of a chapter share, so that rows compare.

At `lite` a chapter trains dozens of networks, so each gets a part of the steps of the networks that the book separates
with. At `long` and `paper` the preset's own budget holds, which goes by the kind of network.
Every function gives fields of a `Row`.
"""

from typing import Any

from lasaft_nb.training.presets import check_sizes

# Conditioned networks: bottlenecks of F/32 units for each of four latent sources. The authors' dropout of 0.5 in the
# condition generator is for days of training: in batches of four questions it hides which source is meant.
_CONDITIONED = {"bottleneck_factor": 32, "n_latent_sources": 4, "generator_dropout": 0.0}
DEEP = {"paper": {"learning_rate": 5e-4}}


def _fields(*, steps: int, validate_every: int, **sizes: Any) -> dict[str, Any]:
    check_sizes(sizes)
    return {"reduced": sizes, "at": {"lite": {"steps": steps, "validate_every": validate_every}}}


def chapter_3(**sizes: Any) -> dict[str, Any]:
    """400 steps a network at `lite`, and the thesis's bottleneck factor of 16."""
    return _fields(steps=400, validate_every=100, **{"bottleneck_factor": 16, **sizes})


def blocks(*, deep: bool = False, **sizes: Any) -> dict[str, Any]:
    """200 steps a network at `lite`, for the many kinds of blocks and their ablation.

    Thesis 3.6.1 gives learning rates of 0.0005 to 0.001 "depending on model depth"; at `paper` ``deep`` networks, of
    nine blocks and more, have the lower one, which is our reading.
    """
    fields = _fields(steps=200, validate_every=100, **{"bottleneck_factor": 16, **sizes})
    return {**fields, "at": {**fields["at"], **(DEEP if deep else {})}}


def chapter_4(**sizes: Any) -> dict[str, Any]:
    """800 steps at `lite` for the four sources of a network."""
    return _fields(steps=800, validate_every=200, **{**_CONDITIONED, **sizes})


def latent_sweep(**sizes: Any) -> dict[str, Any]:
    """A third of chapter 4's steps at `lite`, for networks with few and with many latent sources."""
    return _fields(steps=250, validate_every=125, **{**_CONDITIONED, **sizes})
