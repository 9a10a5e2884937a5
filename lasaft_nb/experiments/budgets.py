"""Budgets and sizes at `lite` that the tables of a chapter share, so that their rows can be compared.

A chapter trains dozens of networks, so each gets a part of the steps of the networks that the book separates with.
"""

from typing import Any

from lasaft_nb.training.presets import LITE

# Conditioned networks: bottlenecks of F/32 units for each of four latent sources. The authors' dropout of 0.5 in the
# condition generator is for days of training: in batches of four questions it hides which source is meant.
_CONDITIONED = {"bottleneck_factor": 32, "n_latent_sources": 4, "generator_dropout": 0.0}


def at_lite(*, steps: int, validate_every: int, **sizes: Any) -> dict[str, dict[str, Any]]:
    """What a row changes in the preset `lite`: its budget, and sizes of the network over the preset's own."""
    return {
        "lite": {"steps": steps, "validate_every": validate_every, "overrides": {**LITE.overrides, **sizes}},
    }


def chapter_3(**sizes: Any) -> dict[str, dict[str, Any]]:
    """400 steps a network, and the thesis's bottleneck factor of 16."""
    return at_lite(steps=400, validate_every=100, **{"bottleneck_factor": 16, **sizes})


def blocks(**sizes: Any) -> dict[str, dict[str, Any]]:
    """200 steps a network, for the many kinds of blocks and their ablation."""
    return at_lite(steps=200, validate_every=100, **{"bottleneck_factor": 16, **sizes})


def chapter_4(*, steps: int = 800, **sizes: Any) -> dict[str, dict[str, Any]]:
    """800 steps for the four sources of a network."""
    return at_lite(steps=steps, validate_every=200, **{**_CONDITIONED, **sizes})


def latent_sweep(n_latent_sources: int) -> dict[str, dict[str, Any]]:
    """A third of chapter 4's steps, for networks with few and with many latent sources."""
    return at_lite(steps=250, validate_every=125, **{**_CONDITIONED, "n_latent_sources": n_latent_sources})
