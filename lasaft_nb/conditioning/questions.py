"""Which questions are asked: several about one mixture, or one about each example of a batch."""

import torch
from einops import repeat
from torch import Tensor


def as_many(x: Tensor, other: Tensor) -> Tensor:
    """Examples (b, ...) repeated to stand beside ``other`` (q b, ...), question by question: (q b, ...).

    A network may be asked q things about each of b examples, with conditions (q b, ...): first what is asked first
    about every example, then what is asked second. What is the same for all questions is (b, ...) and is repeated where
    it meets the answers, (q b, ...).

    Raises:
        ValueError: ``other`` is no whole number of times as long.
    """
    if len(x) == len(other):
        return x
    if len(other) % len(x):
        raise ValueError(f"there must be equally many conditions for each of {len(x)} examples, got {len(other)}")
    return repeat(x, "b ... -> (q b) ...", q=len(other) // len(x))


def shuffled(n_examples: int, *, n_conditions: int = 4, generator: torch.Generator | None = None) -> Tensor:
    """Conditions (n_examples,) for a batch of training: all of them in random order before one comes again."""
    rounds = -(-n_examples // n_conditions)
    return torch.cat([torch.randperm(n_conditions, generator=generator) for _ in range(rounds)])[:n_examples]
