"""The mini dataset: composed songs in MUSDB18's layout, made from formulas alone."""

from typing import Any

SAMPLE_RATE = 44100  # Hz
FS = SAMPLE_RATE
GENERATOR_VERSION = 1  # part of every random key: another version is another dataset


def make_dataset(*args: Any, **kwargs: Any) -> Any:
    """See ``dataset.make_dataset``."""
    from .dataset import make_dataset as make

    return make(*args, **kwargs)
