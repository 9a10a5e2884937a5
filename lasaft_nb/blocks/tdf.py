"""Time-distributed fully-connected networks: the frequency transformation (thesis 3.5, Figure 3.7)."""

from itertools import pairwise

from torch import Tensor, nn

from lasaft_nb.blocks.initialise import before_relu


def fully_connected(n_in: int, n_out: int, *, channels: int, bias: bool, affine: bool) -> nn.Sequential:
    """One layer, ReLU(BatchNorm(W x + b)), from (b, channels, t, n_in) to (b, channels, t, n_out)."""
    return nn.Sequential(
        nn.Linear(n_in, n_out, bias=bias),
        nn.BatchNorm2d(channels, affine=affine),
        nn.ReLU(),
    )


class TDF(nn.Module):
    """A fully-connected network over the frequency axis, the same for every frame and channel.

    Every layer is ReLU(BatchNorm(W x + b)). With a ``bottleneck_factor`` bf there are two, n_in -> max(n_out // bf,
    min_units) -> n_out; with None there is one, n_in -> n_out, whose matrix can be read as "which bin looks where".
    Shapes: x (b, channels, t, n_in); y (b, channels, t, n_out), n_out = n_in unless given.
    ``affine`` is False in the authors' dedicated networks without bias: their BatchNorm then learns no scale either.
    """

    def __init__(
        self,
        *,
        channels: int,
        n_in: int,
        n_out: int | None = None,
        bottleneck_factor: int | None = 16,
        min_units: int = 16,
        bias: bool = True,
        affine: bool = True,
    ) -> None:
        super().__init__()
        n_out = n_in if n_out is None else n_out
        if bottleneck_factor is None:
            widths = [n_in, n_out]
        elif bottleneck_factor < 1:
            raise ValueError(f"bottleneck_factor must be at least 1 or None, got {bottleneck_factor}")
        else:
            widths = [n_in, max(n_out // bottleneck_factor, min_units), n_out]
        self.layers = nn.Sequential(
            *(fully_connected(a, b, channels=channels, bias=bias, affine=affine) for a, b in pairwise(widths))
        )
        before_relu(self)

    def forward(self, x: Tensor) -> Tensor:
        """(b, channels, t, n_in) to (b, channels, t, n_out)."""
        return self.layers(x)


class TDFBlock(nn.Module):
    """A TDF alone as the U-Net's block; where the number of channels changes (decoder), a 1x1 convolution follows.

    Shapes: x (b, in_channels, t, f); y (b, channels, t, f).
    """

    def __init__(self, *, in_channels: int, channels: int, tdf: TDF) -> None:
        super().__init__()
        self.tdf = tdf
        self.mix = nn.Identity() if in_channels == channels else nn.Conv2d(in_channels, channels, kernel_size=1)

    def forward(self, x: Tensor) -> Tensor:
        """(b, in_channels, t, f) to (b, channels, t, f)."""
        return self.mix(self.tdf(x))
