"""Experiments as code: one file per table says which networks, estimation methods, presets and seeds fill it."""

from importlib import import_module
from typing import TYPE_CHECKING

from lasaft_nb.errors import UserError

if TYPE_CHECKING:
    from lasaft_nb.experiments.experiment import Experiment

_NAMES = (
    "lite_dedicated",
    "lecture_networks",
    "table_3_1",
    "estimation_variants",
    "estimation_longer",
    "table_3_5",
    "ismir_2020_blocks",
    "table_3_6",
    "table_3_7",
    "single_layer_tdf",
    "table_4_1",
    "conditioned_variants",
    "table_5_2",
)
__all__ = ["get", "names"]


def names() -> tuple[str, ...]:
    """Names of all experiments."""
    return _NAMES


def get(name: str) -> "Experiment":
    """The experiment called ``name``."""
    if name not in _NAMES:
        raise UserError(f"experiment must be one of {', '.join(_NAMES)}, got {name!r}")
    experiment: Experiment = import_module(f"lasaft_nb.experiments.{name}").EXPERIMENT
    return experiment
