"""Random sentences by the probabilistic grammar, and all the sentences that mean the same."""

from collections.abc import Mapping, Sequence
from functools import lru_cache
from random import Random

from lasaft_nb.aml.command import Command
from lasaft_nb.aml.grammar import RULES, START, parse, sentences, spell


@lru_cache(maxsize=1)
def _by_command() -> dict[Command, tuple[str, ...]]:
    groups: dict[Command, list[str]] = {}
    for sentence in sentences():
        groups.setdefault(parse(sentence), []).append(sentence)
    return {command: tuple(group) for command, group in groups.items()}


def commands() -> tuple[Command, ...]:
    """Every different meaning, in the order of its first sentence."""
    return tuple(_by_command())


def paraphrases(command: Command) -> tuple[str, ...]:
    """All sentences that mean ``command``."""
    return _by_command()[command]


def random_sentence(rng: Random, weights: Mapping[str, Sequence[float]] | None = None) -> str:
    """One sentence by the probabilistic grammar: expand the leftmost non-terminal at random until only words are left.

    The thesis prints no probabilities, so the alternatives of a rule are equally likely unless ``weights`` says
    else, e.g. ``{"<desc>": (3, 2, 2, 1)}``.
    """
    chances, words, open_symbols = weights or {}, [], [START]
    while open_symbols:
        symbol = open_symbols.pop()
        if symbol not in RULES:
            words.append(symbol)
            continue
        choice = rng.choices(RULES[symbol], chances.get(symbol))[0]
        open_symbols.extend(reversed(choice.split()))
    return spell(words)
