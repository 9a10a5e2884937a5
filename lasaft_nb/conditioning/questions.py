"""Several questions about one mixture: what does not depend on the question is computed once."""

from einops import repeat
from torch import Tensor


def as_many(x: Tensor, other: Tensor) -> Tensor:
    """Examples (b, ...) repeated to stand beside ``other`` (s b, ...), question by question: (s b, ...).

    A network may be asked s things about each of b examples, with conditions (s b,): first what is asked first about
    every example, then what is asked second. What it computes before it reads the condition is the same for all of them
    and stays (b, ...); this repeats it where it meets what was computed for every question.

    Raises:
        ValueError: ``other`` is no whole number of times as long.
    """
    if len(x) == len(other):
        return x
    if len(other) % len(x):
        raise ValueError(f"there must be equally many conditions for each of {len(x)} examples, got {len(other)}")
    return repeat(x, "b ... -> (s b) ...", s=len(other) // len(x))
