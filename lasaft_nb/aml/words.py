"""Sentences as numbers for a network: tokens, and GloVe vectors for their embedding (thesis 5.4.1)."""

from collections.abc import Sequence
from functools import lru_cache
from typing import TYPE_CHECKING

from lasaft_nb.aml.command import Command
from lasaft_nb.aml.grammar import RULES, parse_tree
from lasaft_nb.paths import data_dir

if TYPE_CHECKING:
    from torch import Tensor

PAD, BEGIN, END = SPECIAL = ("<pad>", "<bgn>", "<end>")  # token 0 fills short sentences
COMPOUNDS = {"lowpass": ("low-pass",), "highpass": ("high-pass",)}  # GloVe knows them with a hyphen
VECTOR_FILE = "glove_6b_50d.txt"  # written once by tools/extract_words.py


def vocabulary_words() -> tuple[str, ...]:
    """Every word of the grammar and the comma, sorted: 31."""
    parts = {part for rule in RULES.values() for text in rule for part in text.split()}
    return tuple(sorted(parts - RULES.keys()))


def vocabulary() -> tuple[str, ...]:
    """All tokens, the three special ones first; a token's number is its place here."""
    return SPECIAL + vocabulary_words()


def tokens(sentence: str | Command) -> list[str]:
    """Words and commas of a sentence, or of a command's canonical one, between ``<bgn>`` and ``<end>``.

    Raises:
        AmlError: if it isn't in the language.
    """
    text = str(sentence)
    if not isinstance(sentence, Command):
        parse_tree(text)
    return [BEGIN, *text.lower().replace(",", " , ").split(), END]


def encode(texts: Sequence[str | Command]) -> "Tensor":
    """Token numbers of sentences or commands: LongTensor (b, w), filled with 0 to the longest. Raises as ``tokens``."""
    import torch

    if isinstance(texts, str) or not texts:
        raise ValueError(f"texts must be a non-empty sequence of sentences, got {texts!r}")
    number = {word: i for i, word in enumerate(vocabulary())}
    rows = [torch.tensor([number[word] for word in tokens(text)]) for text in texts]
    return torch.nn.utils.rnn.pad_sequence(rows, batch_first=True, padding_value=number[PAD])


def decode(numbers: Sequence[int]) -> str:
    """The sentence of one row of ``encode``."""
    words = [vocabulary()[int(number)] for number in numbers]
    return " ".join(word for word in words if word not in SPECIAL).replace(" ,", ",")


def vectors() -> "Tensor":
    """Initial word embedding, float32 (v, 50), rows in the order of ``vocabulary``.

    GloVe 6B, 50 dimensions (Pennington, Socher, Manning 2014; public domain). ``<pad>`` is zero; ``<bgn>`` and
    ``<end>``, which GloVe lacks, are random numbers of its spread, drawn once.
    """
    import torch

    table = _read_vectors()
    return torch.tensor([table[word] for word in vocabulary()], dtype=torch.float32)


@lru_cache(maxsize=1)
def _read_vectors() -> dict[str, list[float]]:
    lines = (data_dir() / "words" / VECTOR_FILE).read_text("utf-8").splitlines()
    table = {word: [float(value) for value in values] for word, *values in map(str.split, lines)}
    if missing := set(vocabulary()) - table.keys():
        raise ValueError(f"{VECTOR_FILE} must hold every token; missing: {sorted(missing)}; run tools/extract_words.py")
    return table
