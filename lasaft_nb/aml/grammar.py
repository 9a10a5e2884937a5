"""The Audio Manipulation Language: the probabilistic context-free grammar of thesis appendix 7.1, kept as data.

``RULES`` is the whole language; the parser, the list of all sentences and the random generator read it.
One reading of ours: the pan rule's undefined ``<src>`` is ``<srcs>``.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import permutations, product
from math import prod
from random import Random

from lark import Lark, Token, Tree, UnexpectedToken
from lark.lexer import Lexer

from lasaft_nb.aml.command import TARGETS, Command
from lasaft_nb.aml.error import MESSAGES, READ, WORD, AmlError, nearest_sentence

RULES: dict[str, tuple[str, ...]] = {
    "<desc>": ("<cls_v>", "<cls_p>", "<cls_f>", "<cls_d>"),
    "<cls_v>": ("<vc_hard>", "<vc_soft>"),
    "<vc_hard>": ("<mask_vol> <srcs>",),
    "<mask_vol>": ("mute", "remove", "get rid of", "eliminate", "separate", "isolate", "extract"),
    "<vc_soft>": ("<rescale_vol> the volume of <srcs>",),
    "<rescale_vol>": ("increase", "decrease"),
    "<cls_p>": ("pan <opt_pan> to the <direction> side",),
    "<opt_pan>": ("<srcs>", "<srcs> completely"),
    "<direction>": ("left", "right"),
    "<cls_f>": ("apply <opt_filter> to <srcs>",),
    "<opt_filter>": ("<opt> <filter>", "<filter>"),
    "<opt>": ("light", "medium", "heavy"),
    "<filter>": ("lowpass", "highpass"),
    "<cls_d>": ("remove reverb from <srcs>",),
    "<srcs>": tuple(" , ".join(names) for size in (1, 2, 3) for names in permutations(TARGETS, size)),
}
START = "<desc>"
JOINED = "<joined>"
JOINED_RULES = {**RULES, JOINED: ("<desc>", "<desc> and <joined>")}  # thesis 5.6: off unless it is asked for
SYNONYMS = {"remove": "mute", "get": "mute", "eliminate": "mute", "isolate": "separate", "extract": "separate"}
DEFAULT_LEVEL = {"lowpass": "medium", "highpass": "medium"}  # thesis 5.2: no adjective means medium
MAX_LENGTH = 200  # characters; the longest sentence has 52


def parse(text: str) -> Command:
    """The meaning of one sentence; upper and lower case are one.

    Raises:
        AmlError: if ``text`` isn't in the language; it says where, what may stand there, and the nearest sentence.
    """
    return meaning(parse_tree(text))


def parse_joined(text: str) -> list[Command]:
    """The meanings of sentences joined by "and", in their order: "mute drums and pan bass to the left side" has two.

    This is an extension of the language (thesis 5.6 asks for it); `parse` knows the 330 sentences alone. Raises as
    `parse`; the nearest sentence is that of each part.
    """
    tree, found = parse_tree(text, joined=True), []
    while len(tree.children) > 1:
        sentence, _, tree = tree.children  # type: ignore[assignment]
        found.append(meaning(sentence))  # type: ignore[arg-type]
    return [*found, meaning(tree)]


def parse_tree(text: str, *, joined: bool = False) -> "Tree[Token]":
    """The syntax tree of one sentence, its nodes named as in ``RULES`` without brackets. Raises as ``parse``.

    With ``joined`` the text may be several sentences with "and" between them.
    """
    if len(text) > MAX_LENGTH:
        reason = MESSAGES["long"].format(length=MAX_LENGTH)
        raise AmlError(text, len(text), expected=(), nearest=_nearest(text, joined), reason=reason)
    try:
        return _parser(joined).parse(text)
    except UnexpectedToken as error:
        position = len(text) if error.token.type == "$END" else error.token.start_pos or 0
        names = _may_follow(text[:position], joined)
        expected = tuple(sorted(_WORDS[name] for name in names & _WORDS.keys()))
        may_end = "$END" in names
        raise AmlError(text, position, expected=expected, nearest=_nearest(text, joined), may_end=may_end) from None


def _nearest(text: str, joined: bool) -> str:
    if joined:
        return " and ".join(_nearest(part, joined=False) for part in text.lower()[:READ].split(" and "))
    return nearest_sentence(WORD.findall(text.lower()[:READ]), _all_sentences())


def _may_follow(start: str, joined: bool) -> set[str]:
    """Terminals after a valid beginning. Asked of a fresh parser: the failed one may have reduced too far to tell."""
    parser = _parser(joined).parse_interactive(start)
    parser.exhaust_lexer()
    return set(parser.accepts())  # type: ignore[no-untyped-call]


def meaning(tree: "Tree[Token]") -> Command:
    """What a syntax tree commands: synonyms, order of sources and an unsaid "medium" make no difference."""
    words = [str(token) for token in tree.scan_values(lambda value: isinstance(value, Token))]
    said = {str(node.data): str(node.children[0]) for node in tree.iter_subtrees() if node.children}
    if "cls_d" in said:
        task = "dereverb"
    elif "cls_p" in said:
        task = f"pan {said['direction']}"
    else:
        task = said["filter"] if "filter" in said else SYNONYMS.get(words[0], words[0])
    level = "completely" if "completely" in words else said.get("opt", DEFAULT_LEVEL.get(task, ""))
    return Command(task=task, targets=frozenset(words) & frozenset(TARGETS), level=level)


def sentences() -> Iterator[str]:
    """All 330 sentences, each once, in the order of ``RULES``."""
    return (spell(words) for words in _expand(START))


@lru_cache(maxsize=1)
def _all_sentences() -> tuple[str, ...]:
    return tuple(sentences())


def _expand(symbol: str) -> Iterator[tuple[str, ...]]:
    if symbol not in RULES:
        yield (symbol,)
        return
    for alternative in RULES[symbol]:
        for parts in product(*(tuple(_expand(part)) for part in alternative.split())):
            yield tuple(word for part in parts for word in part)


def spell(words: Iterable[str]) -> str:
    """Words and commas as one line of text."""
    return " ".join(words).replace(" ,", ",")


_PARTS = {part for rule in JOINED_RULES.values() for text in rule for part in text.split()}
_VOCABULARY = sorted(_PARTS - JOINED_RULES.keys())
_WORDS = {("COMMA" if word == "," else word.upper()): word for word in _VOCABULARY}  # lark terminal -> word
_TERMINALS = {word: terminal for terminal, word in _WORDS.items()}


class _Words(Lexer):
    """Splits at spaces and around commas; a word outside the vocabulary becomes a token that no rule accepts."""

    def __init__(self, _configuration: object) -> None:
        pass

    def lex(self, data: str) -> Iterator[Token]:  # type: ignore[override]
        for match in WORD.finditer(data):
            word = match.group().lower()
            yield Token(_TERMINALS.get(word, "UNKNOWN"), word, match.start())


@lru_cache(maxsize=2)
def _parser(joined: bool) -> Lark:
    rules, start = (JOINED_RULES, JOINED) if joined else (RULES, START)

    def symbol(part: str) -> str:
        return part.strip("<>") if part in rules else _TERMINALS[part]

    lines = [f"%declare UNKNOWN {' '.join(_WORDS)}"]
    for name, alternatives in rules.items():
        lines.append(f"{symbol(name)}: " + " | ".join(" ".join(map(symbol, text.split())) for text in alternatives))
    return Lark("\n".join(lines), parser="lalr", lexer=_Words, start=symbol(start), keep_all_tokens=True)


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
