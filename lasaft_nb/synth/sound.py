"""What all of the generator's sounds share: their rate, their type, and the version of the recipe that made them."""

from typing import Any

from numpy.typing import NDArray

SAMPLE_RATE = 44100  # Hz
GENERATOR_VERSION = 1  # part of every random key: another version is another dataset
Samples = NDArray[Any]  # (n,) or (2, n): floating point while mixing, integers once rounded
