"""Which words of a sentence the parts of an AMSS-Net read: attention over words (thesis 5.4.2)."""

from typing import TYPE_CHECKING

import torch
from torch import nn

from lasaft_nb.aml.words import encode, tokens
from lasaft_nb.conditioning.word_attention import WordAttention

if TYPE_CHECKING:
    import pandas as pd

TASKS = ("select", "manipulate", "let out")  # of SMPoCM: s, m, i


def read_words(network: nn.Module, sentence: str) -> "pd.DataFrame":
    """Share of every word in everything that is made from words: rows add up to one.

    Rows are the tasks of the decoding blocks and the Aggregate PoCM, in the order of the signal, such as "decoder 1,
    select"; columns are the tokens, repeated ones numbered.
    ``network`` holds a description encoder called ``describe``, as `AMSSNet` does.

    Raises:
        ValueError: a network that reads no sentences.
    """
    import pandas as pd

    if not isinstance(describe := getattr(network, "describe", None), nn.Module):
        raise ValueError(f"network must read sentences, got a {type(network).__name__}")
    with torch.no_grad():
        words = describe(encode([sentence]))
        rows = {
            row: share.tolist()
            for name, part in network.named_modules()
            if isinstance(part, WordAttention)
            for row, share in zip(_rows(name, len(part.tasks)), part.attention(words)[0], strict=True)
        }
    return pd.DataFrame.from_dict(rows, orient="index", columns=_numbered(tokens(sentence)))


def _rows(name: str, n_tasks: int) -> list[str]:
    """Names for the tasks of the module ``name``: ``unet.decoders.0.manipulate.to_pocm.attend`` is in decoder 1."""
    parts = name.split(".")
    if "decoders" not in parts:
        return ["aggregate"]
    block = f"decoder {int(parts[parts.index('decoders') + 1]) + 1}"
    if "extract" in parts:
        return [f"{block}, extract"]
    return [f"{block}, {task}" for task in (TASKS if n_tasks == len(TASKS) else TASKS[1:2])]


def _numbered(texts: list[str]) -> list[str]:
    return [text if texts.count(text) == 1 else f"{text} {texts[:i].count(text) + 1}" for i, text in enumerate(texts)]
