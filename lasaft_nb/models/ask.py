"""How a conditioned model is asked for sources: by their numbers (thesis 4), or by sentences (thesis 5)."""

from collections.abc import Callable, Sequence

import torch
from torch import Tensor

from lasaft_nb.aml.words import encode
from lasaft_nb.sources import SOURCES

SENTENCES = {"vocals": "separate vocals", "drums": "separate drums", "bass": "separate bass"}
SENTENCES["other"] = "mute vocals, drums, bass"  # which AML can't name (thesis 5.5.3)
Ask = Callable[[Sequence[str]], Tensor]  # names of s sources to a LongTensor (s, ...)


def by_number(targets: Sequence[str]) -> Tensor:
    """Sources as a conditioned model of chapter 4 is asked for them: LongTensor (s,), places in `SOURCES`."""
    return torch.tensor([SOURCES.index(target) for target in targets])


def by_sentence(targets: Sequence[str]) -> Tensor:
    """Sources as AMSS-Net is asked for them: tokens (s, w) of sentences such as "separate drums"."""
    return encode([SENTENCES[target] for target in targets])
