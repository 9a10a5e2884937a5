"""What the probabilistic grammar makes: random sentences, all that mean the same, number and chances (thesis 5.2)."""

from collections.abc import Mapping, Sequence
from functools import lru_cache
from math import prod
from random import Random

from lark import Token, Tree

from lasaft_nb.aml.command import Command
from lasaft_nb.aml.grammar import RULES, START, parse, parse_tree, sentences, spell


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


def n_sentences(symbol: str = START) -> int:
    """Number of word sequences that ``symbol`` derives: choices add, neighbours multiply; a word counts 1.

    No sentence of this grammar has two derivations, so for the start symbol it is the size of the language: 330.
    """
    if symbol not in RULES:
        return 1
    return sum(prod(map(n_sentences, alternative.split())) for alternative in RULES[symbol])


def probability(text: str, weights: Mapping[str, Sequence[float]] | None = None) -> float:
    """Chance that ``random_sentence(rng, weights)`` gives ``text``: the product of the chances of its choices.

    Without ``weights`` the alternatives of a rule are equally likely.

    Raises:
        AmlError: if ``text`` isn't in the language.
    """
    return prod(_chance(tree, weights or {}) for tree in parse_tree(text).iter_subtrees())


def _chance(tree: "Tree[Token]", weights: Mapping[str, Sequence[float]]) -> float:
    """Of the alternative that was chosen at the root of ``tree``."""
    symbol = f"<{tree.data}>"
    chosen = " ".join(f"<{part.data}>" if isinstance(part, Tree) else str(part) for part in tree.children)
    chances = weights.get(symbol, (1.0,) * len(RULES[symbol]))
    return chances[RULES[symbol].index(chosen)] / sum(chances)
