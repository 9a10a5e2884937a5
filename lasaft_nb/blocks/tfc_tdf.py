"""TFC and TDF together, the block the thesis proposes (thesis 3.5, Figure 3.8)."""

from torch import Tensor, nn

from lasaft_nb.blocks.tdf import TDF
from lasaft_nb.blocks.tfc import TFC, PlainTFC


class TFCTDF(nn.Module):
    """x' = TFC(x),  y = x' + TDF(x'). The thesis's TFC is densely connected, that of TFC-TDF v2 is a `PlainTFC`.

    Shapes: x (b, in_channels, t, f); y (b, channels, t, f).
    """

    def __init__(self, *, tfc: TFC | PlainTFC, tdf: TDF) -> None:
        super().__init__()
        self.tfc = tfc
        self.tdf = tdf

    def forward(self, x: Tensor) -> Tensor:
        """(b, in_channels, t, f) to (b, channels, t, f)."""
        x = self.tfc(x)
        return x + self.tdf(x)
