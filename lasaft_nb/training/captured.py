"""A training step as a CUDA graph: the loss and its gradients are captured once and replayed.

A step of a reduced network launches about a thousand kernels of a few microseconds each, so that a GPU waits for Python
most of the time. A replay launches all of them at once. Optimizer, clipping and schedule stay outside.
"""

from collections.abc import Sequence
from typing import Any, cast

import torch
from torch import Tensor, nn
from torch.nn import functional

from lasaft_nb.conditioning.description import DescriptionEncoder, Words
from lasaft_nb.conditioning.lasaft import Mux
from lasaft_nb.models.source_model import SourceModel

WORDS = 16  # sentences are filled to a multiple of it: a graph has one shape


def can_be_captured(model: SourceModel, device: torch.device) -> bool:
    """Whether a step can be replayed: on CUDA, and where no part decides by the values that it gets."""
    return device.type == "cuda" and not any(isinstance(part, Mux) for part in model.modules())


class CapturedLoss:
    """`SourceModel.loss` of a model in training on a GPU, for batches of one shape; captured at the first call.

    Sentences are encoded outside, since a recurrent network over packed sentences reads their lengths. The model's
    parameters get gradients as ever; buffers are left as they were by the capture.
    """

    def __init__(self, model: SourceModel) -> None:
        self.model = model
        self._graph: nn.Module | None = None

    def __call__(self, mixture: Tensor, truth: Tensor, condition: Tensor | None = None) -> Tensor:
        """The loss, as the model gives it; valid until the next call."""
        inputs = [mixture, truth, *conditions_of(self.model, condition)]
        if self._graph is None:
            self._graph = _capture(self.model, inputs)
        return cast("Tensor", self._graph(*inputs))


def conditions_of(model: SourceModel, condition: Tensor | None) -> Sequence[Tensor]:
    """What a captured loss reads beside sound: nothing, numbers (b,), or features and presence of words."""
    if condition is None:
        return []
    if not model.reads_sentences:
        return [condition]
    words = _encoder(model)(condition)
    missing = -condition.shape[1] % WORDS
    return [functional.pad(words.features, (0, 0, 0, missing)), functional.pad(words.present, (0, missing))]


def _encoder(model: SourceModel) -> DescriptionEncoder:
    return next(part for part in model.modules() if isinstance(part, DescriptionEncoder))


class _Loss(nn.Module):
    """A model's loss as a module, which is what PyTorch captures together with its parameters."""

    def __init__(self, model: SourceModel) -> None:
        super().__init__()
        self.model = model

    def forward(self, mixture: Tensor, truth: Tensor, *condition: Tensor) -> Tensor:
        """Scalar."""
        what: Any = Words(*condition) if self.model.reads_sentences else next(iter(condition), None)
        return self.model.loss(mixture, truth, what)


def _capture(model: SourceModel, inputs: Sequence[Tensor]) -> nn.Module:
    samples = tuple(one.detach().clone().requires_grad_(one.requires_grad) for one in inputs)
    kept = [buffer.clone() for buffer in model.buffers()]
    kind = torch.get_autocast_dtype("cuda")
    half = torch.is_autocast_enabled("cuda")
    with torch.autocast("cuda", dtype=kind, enabled=half, cache_enabled=False):
        graph = torch.cuda.make_graphed_callables(_Loss(model), samples, allow_unused_input=True)
    for buffer, value in zip(model.buffers(), kept, strict=True):  # batch norm counted the trials
        buffer.copy_(value)
    return cast("nn.Module", graph)
