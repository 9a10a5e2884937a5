"""Experiments as code: rows of tables (networks, estimation methods, presets, seeds), measurements, and claims."""

from importlib import import_module
from typing import TYPE_CHECKING

from lasaft_nb.errors import UserError

if TYPE_CHECKING:
    from lasaft_nb.experiments.experiment import Experiment

# The file that defines each, under the experiment's name in capitals; it is imported when asked for.
_FILES = {
    "lite_dedicated": "blocks",
    "lecture_networks": "lecture",
    "table_3_1": "estimation",
    "estimation_variants": "estimation",
    "estimation_longer": "estimation",
    "estimation_windows": "estimation",
    "table_3_5": "blocks",
    "ismir_2020_blocks": "blocks",
    "tfc_tdf_v2": "blocks",
    "table_3_6": "blocks",
    "table_3_7": "blocks",
    "songs_sweep": "blocks",
    "single_layer_tdf": "blocks",
    "table_4_1": "conditioned",
    "conditioned_variants": "conditioned",
    "table_5_2": "manipulation",
}
__all__ = ["get", "names"]


def names() -> tuple[str, ...]:
    """Names of all experiments."""
    return tuple(_FILES)


def get(name: str) -> "Experiment":
    """The experiment called ``name``."""
    if name not in _FILES:
        raise UserError(f"experiment must be one of {', '.join(_FILES)}, got {name!r}")
    experiment: Experiment = getattr(import_module(f"lasaft_nb.experiments.{_FILES[name]}"), name.upper())
    return experiment
