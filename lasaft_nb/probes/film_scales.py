"""Read FiLM's gammas and betas of every source, give blocks another source's, and see how training blurs them."""

from collections.abc import Collection, Iterator
from contextlib import ExitStack, contextmanager
from copy import deepcopy
from typing import Any

import torch
from torch import Tensor, nn

from lasaft_nb.conditioning.film import FiLM
from lasaft_nb.conditioning.generator import ConditionGenerator
from lasaft_nb.models.conditions import shuffled
from lasaft_nb.probes.ablation import by_block, evaluating
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
    with evaluating(generator):
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
    generator = generator_of(network)
    with evaluating(generator):
        features = generator(torch.tensor([source])).features

    def replaced(module: nn.Module, inputs: tuple[Tensor, Tensor]) -> Any:
        x, condition = inputs
        return x, features.expand_as(condition)

    with ExitStack() as stack:
        for name in blocks:
            stack.callback(found[name].register_forward_pre_hook(replaced).remove)
        yield


@torch.no_grad()
def clarity(
    network: nn.Module, *, batch_size: int, n_batches: int = 300, dropout: float = 0.5, in_turn: bool = False
) -> dict[str, float]:
    """For every block with FiLM: 10 log10 of (variance of the gammas between sources / variance within a source), dB.

    In training the same question does not give the same gammas twice: dropout removes random hidden units, and
    BatchNorm normalises by the other questions of the batch. The variances are taken over batches of random questions
    and averaged over channels; 0 dB means that sources differ by as much as one source differs from itself. The network
    is left as it was, with its learned statistics. ``dropout`` is the rate to try, whichever it was trained with; 0
    leaves BatchNorm alone at work. ``in_turn`` asks for every source before one comes again.
    """
    generator = _in_training(generator_of(network), dropout=dropout)
    draws = torch.Generator().manual_seed(0)
    kinds = generator.n_conditions
    if in_turn:
        index = torch.stack([shuffled(batch_size, n_conditions=kinds, generator=draws) for _ in range(n_batches)])
    else:
        index = torch.randint(kinds, (n_batches, batch_size), generator=draws)
    with torch.random.fork_rng():
        torch.manual_seed(0)
        features = torch.cat([generator(one).features for one in index])
    return {name: _ratio(film.to_scale(features), index.flatten()) for name, film in films(network).items()}


def _in_training(generator: ConditionGenerator, *, dropout: float) -> ConditionGenerator:
    copied = deepcopy(generator).train()
    for layer in copied.modules():
        if isinstance(layer, nn.Dropout):
            layer.p = dropout
    return copied


def _ratio(gammas: Tensor, index: Tensor) -> float:
    by_source = [gammas[index == place] for place in range(int(index.max()) + 1)]
    between = torch.stack([some.mean(0) for some in by_source]).var(0, unbiased=False).mean()
    within = torch.stack([some.var(0) for some in by_source]).mean()
    return float(10 * torch.log10(between / within))
