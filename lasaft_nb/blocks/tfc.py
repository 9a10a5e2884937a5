"""Time-frequency convolutions (thesis 3.4, Figure 3.6)."""

import torch
from torch import Tensor, nn

from lasaft_nb.blocks.initialise import before_relu


class TFC(nn.Module):
    """Densely connected 2-D convolutions: layer i reads the block's input and the output of every layer before it.

    x_0 = x,  x_i = ReLU(BatchNorm(Conv([x_{i-1}, ..., x_1, x_0]))),  y = x_n.
    Shapes: x (b, in_channels, t, f); y (b, channels, t, f). ``kernel_size`` is (frames, bins), both odd.
    """

    def __init__(
        self, *, in_channels: int, channels: int, n_layers: int = 5, kernel_size: tuple[int, int] = (3, 3)
    ) -> None:
        super().__init__()
        if n_layers < 1:
            raise ValueError(f"n_layers must be at least 1, got {n_layers}")
        if any(size < 1 or size % 2 == 0 for size in kernel_size):
            raise ValueError(f"kernel_size must be two odd numbers (frames, bins), got {kernel_size}")
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
        *early, last = self.layers
        for layer in early:
            x = torch.cat((layer(x), x), dim=1)  # newest first, as in the authors' weights
        return last(x)
