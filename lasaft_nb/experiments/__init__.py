"""Experiments as code: one file per table says which networks, estimation methods, presets and seeds fill it."""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lasaft_nb.experiments.experiment import Experiment

_NAMES = ("lite_dedicated", "table_3_1", "lecture_networks", "table_3_5", "table_3_6", "table_3_7", "table_4_1")
__all__ = ["get", "names"]


def names() -> tuple[str, ...]:
    """Names of all experiments."""
    return _NAMES


def get(name: str) -> "Experiment":
    """The experiment called ``name``."""
    if name not in _NAMES:
        raise ValueError(f"experiment must be one of {', '.join(_NAMES)}, got {name!r}")
    experiment: Experiment = import_module(f"lasaft_nb.experiments.{name}").EXPERIMENT
    return experiment
