"""Read what a conditioned network has learned of its sources, and put something else in its place (thesis 4.4.2).

The latent attention of LaSAFT blocks can be read (`attention_of`) and fixed (`attend_only`, `attend_as`); what is asked
for can lie between sources (`blended`): a weighted sum of their embeddings.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from functools import partial
from typing import Any

import torch
from einops import einsum, repeat
from torch import Tensor, nn

from lasaft_nb.conditioning.generator import ConditionGenerator
from lasaft_nb.conditioning.lasaft import LatentAttention
from lasaft_nb.probes.ablation import by_block
from lasaft_nb.sources import SOURCES


def attentions(network: nn.Module) -> dict[str, LatentAttention]:
    """The latent attention of every block, called "encoder 1" … "middle" … "decoder 1", in the order of the signal.

    Raises:
        ValueError: the network has none.
    """
    return by_block(network, LatentAttention, called="LaSAFT or LightSAFT blocks")


@torch.no_grad()
def attention_of(network: nn.Module) -> dict[str, Tensor]:
    """Weights (s, l) of every block: how much each latent source matters for each source."""
    embeddings = source_embeddings(network)
    return {name: attention(embeddings) for name, attention in attentions(network).items()}


def source_embeddings(network: nn.Module) -> Tensor:
    """What the network has learned to call its sources: (s, embedding_dim)."""
    return generator_of(network).embedding.weight.detach()


def generator_of(network: nn.Module) -> ConditionGenerator:
    """The part that turns the number of a source into a condition.

    Raises:
        ValueError: the network is not conditioned.
    """
    generators = [part for part in network.modules() if isinstance(part, ConditionGenerator)]
    if not generators:
        raise ValueError(f"network must be conditioned on a source, got a {type(network).__name__} that is not")
    return generators[0]


@contextmanager
def attend_only(network: nn.Module, latent: int, *, blocks: Collection[str] | None = None) -> Iterator[None]:
    """Inside, attention gives latent source ``latent`` the weight 1 and the others 0, whatever source is asked for.

    ``blocks`` are names of `attentions`; None means all of them. Nothing in training ties latent source 2 of one block
    to latent source 2 of another, so all blocks at once is one choice among many.
    """
    found = attentions(network)
    if unknown := set(blocks or ()) - set(found):
        raise ValueError(f"blocks must be among {', '.join(found)}, got {', '.join(sorted(unknown))}")
    chosen = [found[name] for name in (found if blocks is None else blocks)]
    for attention in chosen:
        if not 0 <= latent < attention.keys.shape[1]:
            raise ValueError(f"latent must be in 0..{attention.keys.shape[1] - 1}, got {latent}")
    rows = [nn.functional.one_hot(torch.tensor(latent), attention.keys.shape[1]) for attention in chosen]
    with _fixed(chosen, rows):
        yield


@contextmanager
def attend_as(network: nn.Module, source: int) -> Iterator[None]:
    """Inside, attention is what it would be for ``source`` (its number), whatever source is asked for.

    The rest of the condition, which modulation reads, stays that of the source asked for.
    """
    weights = attention_of(network)
    if not 0 <= source < (n_sources := len(source_embeddings(network))):
        raise ValueError(f"source must be in 0..{n_sources - 1}, got {source}")
    with _fixed(attentions(network).values(), [matrix[source] for matrix in weights.values()]):
        yield


@contextmanager
def _fixed(chosen: Iterable[LatentAttention], rows: Iterable[Tensor]) -> Iterator[None]:
    """Inside, each attention answers with its row (l,) for every example."""
    with ExitStack() as stack:
        for attention, row in zip(chosen, rows, strict=True):
            stack.callback(attention.register_forward_hook(partial(_answer, row)).remove)
        yield


def _answer(row: Tensor, module: nn.Module, inputs: Any, weights: Tensor) -> Tensor:
    return repeat(row.to(weights), "l -> b l", b=len(weights))


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
