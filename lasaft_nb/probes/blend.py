"""Ask a conditioned network for something between its sources: a weighted sum of their embeddings."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import torch
from einops import einsum, repeat
from torch import Tensor, nn

from lasaft_nb.probes.attention_probe import generator_of
from lasaft_nb.sources import SOURCES


@contextmanager
def blended(network: nn.Module, weights: Mapping[str, float]) -> Iterator[None]:
    """Inside, every request reads sum_s weights[s] * embedding of s, so ``{"vocals": 0.5, "drums": 0.5}`` is half-way.

    Sources that are not named have weight 0.

    Raises:
        ValueError: a name that is no source, or a network without conditions.
    """
    if unknown := set(weights) - set(SOURCES):
        raise ValueError(f"weights must name sources among {', '.join(SOURCES)}, got {', '.join(sorted(unknown))}")
    row = torch.tensor([float(weights.get(source, 0.0)) for source in SOURCES])

    def mixed(module: nn.Embedding, inputs: Any, embedding: Tensor) -> Tensor:
        one = einsum(row.to(module.weight), module.weight, "s, s d -> d")
        return repeat(one, "d -> b d", b=len(embedding))

    handle = generator_of(network).embedding.register_forward_hook(mixed)
    try:
        yield
    finally:
        handle.remove()
