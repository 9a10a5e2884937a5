"""Time-frequency convolutions one behind the other, without dense connections (TFC-TDF v2; Kim et al. 2021)."""

from torch import Tensor, nn

from lasaft_nb.blocks.initialise import before_relu


class PlainTFC(nn.Module):
    """x_0 = x,  x_i = ReLU(BatchNorm(Conv(x_{i-1}))),  y = x_n: each layer reads the one before it alone.

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
