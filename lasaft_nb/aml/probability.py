"""How many sentences the probabilistic grammar has, and how likely each is (thesis 5.2, Chomsky 1956)."""

from collections.abc import Mapping, Sequence
from math import prod

from lark import Token, Tree

from lasaft_nb.aml.grammar import RULES, START, parse_tree


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
