"""Time-distributed convolutions (ISMIR 2020 paper, section 3): convolutions over frequency only."""

from torch import Tensor, nn

from lasaft_nb.blocks.tfc import TFC


class TDC(nn.Module):
    """Densely connected 1-D convolutions along frequency, the same in every frame.

    A 1-D convolution of each frame is a 2-D convolution whose kernel is one frame long, so a TDC is a TFC with
    ``kernel_size=(1, kernel_size)``; BatchNorm then averages over the same numbers as well.
    Shapes: x (b, in_channels, t, f); y (b, channels, t, f).
    """

    def __init__(self, *, in_channels: int, channels: int, n_layers: int = 5, kernel_size: int = 3) -> None:
        super().__init__()
        self.tfc = TFC(in_channels=in_channels, channels=channels, n_layers=n_layers, kernel_size=(1, kernel_size))

    def forward(self, x: Tensor) -> Tensor:
        """(b, in_channels, t, f) to (b, channels, t, f); no frame sees another."""
        return self.tfc(x)
