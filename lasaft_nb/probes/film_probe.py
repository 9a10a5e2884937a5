"""Read what FiLM has learned for every source, and give single blocks another source's."""

from collections.abc import Collection, Iterator
from contextlib import ExitStack, contextmanager
from typing import Any

import torch
from torch import Tensor, nn

from lasaft_nb.conditioning.film import FiLM
from lasaft_nb.probes.by_block import by_block
from lasaft_nb.probes.latent_attention import generator_of


def films(network: nn.Module) -> dict[str, FiLM]:
    """The FiLM of every block that has one, called "encoder 1" … "middle" … "decoder 1", in the order of the signal.

    Raises:
        ValueError: the network has none.
    """
    return by_block(network, FiLM, called="FiLM layers")


@torch.no_grad()
def scales_and_shifts(network: nn.Module) -> dict[str, tuple[Tensor, Tensor]]:
    """For every block its gammas and betas, each (s, c): one row a source."""
    generator = generator_of(network)
    features = generator(torch.arange(generator.n_conditions)).features
    return {name: (film.to_scale(features), film.to_shift(features)) for name, film in films(network).items()}


@contextmanager
def film_of_another(network: nn.Module, source: int, *, blocks: Collection[str]) -> Iterator[None]:
    """Inside, the named blocks get gammas and betas of source number ``source``, whatever is asked for.

    Raises:
        ValueError: a block that has no FiLM.
    """
    found = films(network)
    if unknown := set(blocks) - set(found):
        raise ValueError(f"blocks must be among {', '.join(found)}, got {', '.join(sorted(unknown))}")
    features = generator_of(network)(torch.tensor([source])).features

    def replaced(module: nn.Module, inputs: tuple[Tensor, Tensor]) -> Any:
        x, condition = inputs
        return x, features.expand_as(condition)

    with ExitStack() as stack:
        for name in blocks:
            stack.callback(found[name].register_forward_pre_hook(replaced).remove)
        yield
