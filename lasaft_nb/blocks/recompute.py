"""Less memory for training: what a dense block's layers keep is computed again when the gradient needs it.

Layer i of a `TFC` reads i + 1 feature maps side by side, and the gradient wants all of these copies: in a block of five
layers 24 maps are kept for 6 that differ. As memory-efficient DenseNets do (Pleiss et al., 2017), keep the 6.
"""

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from functools import partial

import torch
from torch import Tensor, nn
from torch.utils.checkpoint import checkpoint


def recomputed(layers: nn.ModuleList, x: Tensor) -> Tensor:
    """What `blocks.TFC` gives; only x and the layers' outputs are kept for the gradient.

    Shapes: x (b, in_channels, t, f) to (b, channels, t, f).
    """
    outputs: tuple[Tensor, ...] = (x,)
    for layer in layers:
        again = partial(_two_passes, layer)
        new = checkpoint(_layer, layer, *outputs, use_reentrant=False, preserve_rng_state=False, context_fn=again)
        outputs = (new, *outputs)  # newest first
    return outputs[0]


def _layer(layer: nn.Module, *inputs: Tensor) -> Tensor:
    return layer(torch.cat(inputs, dim=1))


def _two_passes(layer: nn.Module) -> tuple[AbstractContextManager[None], AbstractContextManager[None]]:
    """Around the first pass, and around the one that computes again."""
    return nullcontext(), _running_statistics_kept(layer)


@contextmanager
def _running_statistics_kept(layer: nn.Module) -> Iterator[None]:
    """The pass that computes again writes its running statistics into copies: a batch counts once."""
    norms = [norm for norm in layer.modules() if isinstance(norm, nn.BatchNorm2d)]
    kept = [dict(norm.named_buffers()) for norm in norms]
    for norm, buffers in zip(norms, kept, strict=True):
        for name, buffer in buffers.items():
            setattr(norm, name, buffer.clone())
    try:
        yield
    finally:
        for norm, buffers in zip(norms, kept, strict=True):
            for name, buffer in buffers.items():
                setattr(norm, name, buffer)
