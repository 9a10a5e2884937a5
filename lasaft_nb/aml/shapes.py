"""What a stem is: an array (n, 2) of floating-point samples, left and right."""

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

Samples = NDArray[Any]


def check_stem(stem: Samples, name: str = "stem") -> None:
    """Raise ``ValueError`` unless ``stem`` is a floating-point array (n, 2)."""
    if np.ndim(stem) != 2 or np.shape(stem)[1] != 2:
        raise ValueError(f"{name} must have the shape (n, 2), got {np.shape(stem)}")
    if not np.issubdtype(stem.dtype, np.floating):
        raise ValueError(f"{name} must hold floating-point samples in [-1, 1], got {stem.dtype}")


def check_stems(stems: Mapping[str, Samples]) -> None:
    """Raise ``ValueError`` unless there is at least one stem and all are (n, 2) with the same n."""
    if not stems:
        raise ValueError("stems must hold at least one source, got none")
    for name, stem in stems.items():
        check_stem(stem, f"stem {name!r}")
    if len({len(stem) for stem in stems.values()}) > 1:
        lengths = ", ".join(f"{name} {len(stem)}" for name, stem in stems.items())
        raise ValueError(f"stems must have one length in samples, got {lengths}")
