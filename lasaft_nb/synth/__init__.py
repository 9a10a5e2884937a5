"""The mini dataset: composed songs in MUSDB18's layout, made from formulas alone."""

from pathlib import Path
from typing import Any

from lasaft_nb.synth.sound import GENERATOR_VERSION, SAMPLE_RATE

__all__ = ["GENERATOR_VERSION", "SAMPLE_RATE", "make_dataset"]


def make_dataset(root: Path | str, preset: str = "small", **options: Any) -> Path:
    """Generate a dataset; see `lasaft_nb.synth.dataset.make_dataset`, imported when it is first used."""
    from lasaft_nb.synth.dataset import make_dataset as make

    return make(root, preset, **options)
