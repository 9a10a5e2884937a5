"""Time-frequency convolutions (thesis 3.4, Figure 3.6)."""

import torch
from torch import Tensor, nn

from lasaft_nb.blocks.initialise import before_relu
from lasaft_nb.blocks.recompute import recomputed
from lasaft_nb.errors import UserError


class TFC(nn.Module):
    """Densely connected 2-D convolutions: layer i reads the block's input and the output of every layer before it.

    x_0 = x,  x_i = ReLU(BatchNorm(Conv([x_{i-1}, ..., x_1, x_0]))),  y = x_n; newest first, as in the authors' weights.
    Shapes: x (b, in_channels, t, f); y (b, channels, t, f). ``kernel_size`` is (frames, bins), both odd. With
    ``recompute`` the gradient needs about half the memory and a third more work, see `blocks.recompute`.
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
