"""Put several questions about one mixture to a network: what no condition changes is computed once."""

from typing import Any

import torch
from einops import rearrange
from torch import Tensor, nn


def answers(network: nn.Module, x: Tensor, conditions: Tensor) -> Tensor:
    """What a conditioned network gives for x (b, ...) and each of q b conditions: (q b, ...), question by question.

    A U-Net whose encoder and middle block don't read the condition (FiLM or GPoCM in the decoder, alone or with a plain
    TDF) encodes x once and decodes once a question. Questions are answered one after the other: all together they would
    need as many times the memory, and on a CPU more time as well.

    Raises:
        ValueError: conditions that can't be shared out evenly to the examples.
    """
    if not len(conditions) or len(conditions) % len(x):
        raise ValueError(f"there must be equally many conditions for each of {len(x)} examples, got {len(conditions)}")
    questions = list(rearrange(conditions, "(q b) ... -> q b ...", b=len(x)))
    if len(questions) == 1 or getattr(network, "encoder_reads_condition", True):
        return torch.cat([network(x, one) for one in questions])
    unet: Any = network  # or what computes one, see `inference.openvino_unet`
    prepared = [unet.prepare(x, one) for one in questions]
    encoded = unet.encode(x, prepared[0])
    return torch.cat([unet.decode(encoded, one, n_frames=x.shape[2]) for one in prepared])
