"""Time-frequency convolutions: dense (thesis 3.4, Figure 3.6) or plain, and how to train dense ones with less memory.

Layer i of a `TFC` reads i + 1 feature maps side by side, and the gradient wants all of these copies: in a block of five
layers 24 maps are kept for 6 that differ. With ``recompute`` the 6 are kept and the rest is computed again when the
gradient needs it, as memory-efficient DenseNets do (Pleiss et al., 2017).
"""

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from functools import partial

import torch
from torch import Tensor, nn
from torch.utils.checkpoint import checkpoint

from lasaft_nb.blocks.initialise import before_relu
from lasaft_nb.errors import UserError


class TFC(nn.Module):
    """Densely connected 2-D convolutions: layer i reads the block's input and the output of every layer before it.

    x_0 = x,  x_i = ReLU(BatchNorm(Conv([x_{i-1}, ..., x_1, x_0]))),  y = x_n; newest first, as in the authors' weights.
    Shapes: x (b, in_channels, t, f); y (b, channels, t, f). ``kernel_size`` is (frames, bins), both odd. With
    ``recompute`` the gradient needs about half the memory and a third more work.
    """

    def __init__(
        self,
        *,
        in_channels: int,
        channels: int,
        n_layers: int = 5,
        kernel_size: tuple[int, int] = (3, 3),
        recompute: bool = False,
    ) -> None:
        super().__init__()
        if n_layers < 1:
            raise ValueError(f"n_layers must be at least 1, got {n_layers}")
        if any(size < 1 or size % 2 == 0 for size in kernel_size):
            raise ValueError(f"kernel_size must be two odd numbers (frames, bins), got {kernel_size}")
        self.recompute = recompute
        padding = (kernel_size[0] // 2, kernel_size[1] // 2)
        self.layers = nn.ModuleList(
            nn.Sequential(
                nn.Conv2d(in_channels + i * channels, channels, kernel_size, padding=padding),
                nn.BatchNorm2d(channels),
                nn.ReLU(),
            )
            for i in range(n_layers)
        )
        before_relu(self)

    def forward(self, x: Tensor) -> Tensor:
        """(b, in_channels, t, f) to (b, channels, t, f)."""
        if self.recompute:
            return recomputed(self.layers, x)
        *early, last = self.layers
        for layer in early:
            x = torch.cat((layer(x), x), dim=1)  # newest first
        return last(x)


def recompute_dense_layers(network: nn.Module) -> nn.Module:
    """Switch ``recompute`` on in every dense block of ``network``; returns the network.

    Outputs, gradients and running statistics stay what they were; a step computes each dense layer once more.

    Raises:
        UserError: the network has no dense block.
    """
    blocks = [module for module in network.modules() if isinstance(module, TFC)]
    if not blocks:
        raise UserError("this network has no dense blocks whose layers could be recomputed; leave the option out")
    for block in blocks:
        block.recompute = True
    return network


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


class PlainTFC(nn.Module):
    """Convolutions one behind the other, each of which reads the one before it alone (TFC-TDF v2; Kim et al. 2021).

    x_0 = x,  x_i = ReLU(BatchNorm(Conv(x_{i-1}))),  y = x_n.
    The dense `TFC` reads i + 1 feature maps in layer i and copies them side by side; this one keeps its cost the same
    from layer to layer. Shapes: x (b, in_channels, t, f); y (b, channels, t, f). ``kernel_size`` is odd.
    """

    def __init__(self, *, in_channels: int, channels: int, n_layers: int = 3, kernel_size: int = 3) -> None:
        super().__init__()
        if n_layers < 1:
            raise ValueError(f"n_layers must be at least 1, got {n_layers}")
        if kernel_size < 1 or kernel_size % 2 == 0:
            raise ValueError(f"kernel_size must be odd, got {kernel_size}")
        self.layers = nn.Sequential(
            *(
                nn.Sequential(
                    nn.Conv2d(channels if i else in_channels, channels, kernel_size, padding=kernel_size // 2),
                    nn.BatchNorm2d(channels),
                    nn.ReLU(),
                )
                for i in range(n_layers)
            )
        )
        before_relu(self)

    def forward(self, x: Tensor) -> Tensor:
        """(b, in_channels, t, f) to (b, channels, t, f)."""
        return self.layers(x)
