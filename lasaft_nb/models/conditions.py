"""What a conditioned model is asked for: numbers of sources (thesis 4) or sentences (thesis 5), one or several at once.

A network may be asked q things about each of b examples, with conditions (q b, ...): first what is asked first about
every example, then what is asked second.
"""

from collections.abc import Callable, Sequence
from typing import Any, cast

import torch
from einops import rearrange, repeat
from torch import Tensor, nn

from lasaft_nb.aml.words import encode
from lasaft_nb.conditioning.description import Words
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


def as_many(x: Tensor, other: Tensor) -> Tensor:
    """Examples (b, ...) repeated to stand beside ``other`` (q b, ...), question by question: (q b, ...).

    What is the same for all questions is (b, ...) and is repeated where it meets the answers, (q b, ...).

    Raises:
        ValueError: ``other`` is no whole number of times as long.
    """
    if len(x) == len(other):
        return x
    if len(other) % len(x):
        raise ValueError(f"there must be equally many conditions for each of {len(x)} examples, got {len(other)}")
    return repeat(x, "b ... -> (q b) ...", q=len(other) // len(x))


def shuffled(n_examples: int, *, n_conditions: int = 4, generator: torch.Generator | None = None) -> Tensor:
    """Conditions (n_examples,) for a batch of training: all of them in random order before one comes again."""
    rounds = -(-n_examples // n_conditions)
    return torch.cat([torch.randperm(n_conditions, generator=generator) for _ in range(rounds)])[:n_examples]


def forward_conditions(network: nn.Module, x: Tensor, conditions: Tensor | Words) -> Tensor:
    """What a conditioned network gives for x (b, ...) and each of q b conditions: (q b, ...), question by question.

    A U-Net whose encoder and middle block don't read the condition (FiLM or GPoCM in the decoder, alone or with a plain
    TDF) encodes x once and decodes once a question. Questions are answered one after the other: all together they would
    need as many times the memory, and on a CPU more time as well. Words that are encoded already are one sentence an
    example.

    Raises:
        ValueError: conditions that can't be shared out evenly to the examples.
    """
    if isinstance(conditions, Words):
        return cast("Tensor", network(x, conditions))
    if not len(conditions) or len(conditions) % len(x):
        raise ValueError(f"there must be equally many conditions for each of {len(x)} examples, got {len(conditions)}")
    questions = list(rearrange(conditions, "(q b) ... -> q b ...", b=len(x)))
    if len(questions) == 1 or getattr(network, "encoder_reads_condition", True):
        return torch.cat([network(x, one) for one in questions])
    unet: Any = network  # or what computes one, see `inference.openvino_unet`
    prepared = [unet.prepare(x, one) for one in questions]
    encoded = unet.encode(x, prepared[0])
    return torch.cat([unet.decode(encoded, one, n_frames=x.shape[2]) for one in prepared])
