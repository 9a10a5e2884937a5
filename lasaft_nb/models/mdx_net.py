"""TFC-TDF v2: the thesis's U-Net as its group carried it on for the Music Demixing Challenge (Kim et al. 2021).

Against the thesis: plain convolutions in place of dense ones, channels that grow with depth, skip connections that
multiply, a ReLU behind every sampling, and the highest bins left out. The walk is that of `unet.UNet`.
"""

from typing import Any

from lasaft_nb.blocks import TDF, TFCTDF, PlainTFC
from lasaft_nb.blocks.sampling import rectified_down_sampling, rectified_up_sampling
from lasaft_nb.blocks.skips import Multiply
from lasaft_nb.models.unet import Joints, Place, UNet, UNetSize, unconditioned

JOINTS = Joints(down=rectified_down_sampling, up=rectified_up_sampling, skip=Multiply())


def mdx_net(
    *,
    n_fft: int = 6144,
    n_blocks: int = 11,
    channels: int = 32,
    growth: int | None = None,
    kept_bins: int = 2048,
    n_layers: int = 3,
    kernel_size: int = 3,
    bottleneck_factor: int | None = 8,
    min_units: int = 1,
    bias: bool = False,
    **size: Any,
) -> UNet:
    """MDX-Net's network for one source; the defaults are the released ones of track A, for vocals.

    ``n_fft`` in samples is 6144 for vocals, 4096 for drums, 16384 for bass and 8192 for other. Of its bins the lowest
    ``kept_bins`` are read, or all where there are no more. Channels grow by ``growth`` a level, by
    default by ``channels``. Further keywords are fields of `UNetSize`.
    """

    def block(place: Place) -> TFCTDF:
        tfc = PlainTFC(
            in_channels=place.in_channels, channels=place.channels, n_layers=n_layers, kernel_size=kernel_size
        )
        tdf = TDF(
            channels=place.channels,
            n_in=place.n_bins,
            bottleneck_factor=bottleneck_factor,
            min_units=min_units,
            bias=bias,
        )
        return TFCTDF(tfc=tfc, tdf=tdf)

    sizes = UNetSize(
        n_fft=n_fft,
        kept_bins=kept_bins if n_fft // 2 + 1 > kept_bins else None,
        n_blocks=n_blocks,
        channels=channels,
        growth=channels if growth is None else growth,
        **size,
    )
    return UNet(size=sizes, block=unconditioned(block), joints=JOINTS)
