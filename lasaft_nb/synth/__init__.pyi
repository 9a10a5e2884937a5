from .dataset import make_dataset
from .keyed_random import GENERATOR_VERSION, SAMPLE_RATE

__all__ = ["GENERATOR_VERSION", "SAMPLE_RATE", "make_dataset"]
