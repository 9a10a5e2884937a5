"""Time-distributed convolutions over frequency, alone and before a recurrent network over frames (ISMIR 2020, 3)."""

from einops import rearrange
from torch import Tensor, nn

from lasaft_nb.blocks.initialise import before_identity
from lasaft_nb.blocks.tdf import TDF
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


class TDCRNN(nn.Module):
    """x' = BatchNorm(TDC(x)),  y = x' + TDF(GRU(x')), the GRU running over frames, both ways, in each channel.

    The GRU reads all f bins of a frame and keeps max(f // bottleneck_factor, min_units) numbers per direction; the TDF
    maps the two directions back to f bins.
    Shapes: x (b, in_channels, t, f); y (b, channels, t, f).
    """

    def __init__(
        self,
        *,
        tdc: TDC,
        channels: int,
        n_bins: int,
        bottleneck_factor: int = 16,
        min_units: int = 16,
        n_rnn_layers: int = 1,
        tdf_bottleneck_factor: int | None = 16,
        rnn_bias: bool = True,
        tdf_bias: bool = True,
    ) -> None:
        super().__init__()
        units = max(n_bins // bottleneck_factor, min_units)
        self.tdc = tdc
        self.norm = nn.BatchNorm2d(channels)
        self.rnn = nn.GRU(n_bins, units, n_rnn_layers, batch_first=True, bidirectional=True, bias=rnn_bias)
        before_identity(self.rnn)
        self.tdf = TDF(
            channels=channels, n_in=2 * units, n_out=n_bins, bottleneck_factor=tdf_bottleneck_factor, bias=tdf_bias
        )

    def forward(self, x: Tensor) -> Tensor:
        """(b, in_channels, t, f) to (b, channels, t, f)."""
        x = self.norm(self.tdc(x))
        hidden, _ = self.rnn(rearrange(x, "b c t f -> (b c) t f"))
        return x + self.tdf(rearrange(hidden, "(b c) t f -> b c t f", b=x.shape[0]))
