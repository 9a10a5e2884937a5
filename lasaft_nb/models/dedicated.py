"""U-Nets that separate one instrument (thesis chapter 3): one function per kind of block.

Every function takes the fields of `UNetSize` as keywords, besides the sizes of its block.
"""

from collections.abc import Collection
from itertools import count
from typing import Any

import torch

from lasaft_nb.blocks import TDC, TDCRNN, TDF, TFC, TFCTDF, TDFBlock
from lasaft_nb.models.unet import Place, UNet, UNetSize, unconditioned


def tfc_unet(*, n_layers: int = 5, kernel_size: tuple[int, int] = (3, 3), **size: Any) -> UNet:
    """U-Net of densely connected 2-D convolutions (thesis 3.4)."""

    def block(place: Place) -> TFC:
        return TFC(in_channels=place.in_channels, channels=place.channels, n_layers=n_layers, kernel_size=kernel_size)

    return UNet(size=UNetSize(**size), block=unconditioned(block))


def tdc_unet(*, n_layers: int = 5, kernel_size: int = 3, time_levels: Collection[int] | None = (), **size: Any) -> UNet:
    """U-Net of convolutions over frequency only; no part of it sees two frames (ISMIR 2020 paper)."""

    def block(place: Place) -> TDC:
        return TDC(in_channels=place.in_channels, channels=place.channels, n_layers=n_layers, kernel_size=kernel_size)

    return UNet(size=UNetSize(**size, time_levels=time_levels), block=unconditioned(block))


def tdf_unet(
    *,
    bottleneck_factor: int | None = 16,
    min_units: int = 16,
    bias: bool = True,
    time_levels: Collection[int] | None = (),
    **size: Any,
) -> UNet:
    """U-Net of fully-connected networks over frequency only (ISMIR 2020 paper)."""

    def block(place: Place) -> TDFBlock:
        tdf = TDF(
            channels=place.in_channels,
            n_in=place.n_bins,
            bottleneck_factor=bottleneck_factor,
            min_units=min_units,
            bias=bias,
            affine=bias,
        )
        return TDFBlock(in_channels=place.in_channels, channels=place.channels, tdf=tdf)

    return UNet(size=UNetSize(**size, time_levels=time_levels), block=unconditioned(block))


def tfc_tdf_unet(
    *,
    n_layers: int = 5,
    kernel_size: tuple[int, int] = (3, 3),
    bottleneck_factor: int | None = 16,
    min_units: int = 16,
    bias: bool = True,
    **size: Any,
) -> UNet:
    """U-Net of TFC-TDF blocks, the proposed network (thesis 3.5). ``bottleneck_factor=None``: a single-layer TDF."""

    def block(place: Place) -> TFCTDF:
        tfc = TFC(in_channels=place.in_channels, channels=place.channels, n_layers=n_layers, kernel_size=kernel_size)
        tdf = TDF(
            channels=place.channels,
            n_in=place.n_bins,
            bottleneck_factor=bottleneck_factor,
            min_units=min_units,
            bias=bias,
            affine=bias,
        )
        return TFCTDF(tfc=tfc, tdf=tdf)

    return UNet(size=UNetSize(**size), block=unconditioned(block))


def tdc_rnn_unet(
    *,
    n_layers: int = 5,
    kernel_size: int = 3,
    bottleneck_factor: int = 16,
    min_units: int = 16,
    n_rnn_layers: int = 1,
    tdf_bottleneck_factor: int | None = 16,
    rnn_bias: bool = True,
    tdf_bias: bool = True,
    **size: Any,
) -> UNet:
    """U-Net of TDC-RNN blocks: frequency by convolutions, time by a recurrent network (ISMIR 2020 paper)."""

    def block(place: Place) -> TDCRNN:
        return TDCRNN(
            tdc=TDC(in_channels=place.in_channels, channels=place.channels, n_layers=n_layers, kernel_size=kernel_size),
            channels=place.channels,
            n_bins=place.n_bins,
            bottleneck_factor=bottleneck_factor,
            min_units=min_units,
            n_rnn_layers=n_rnn_layers,
            tdf_bottleneck_factor=tdf_bottleneck_factor,
            rnn_bias=rnn_bias,
            tdf_bias=tdf_bias,
        )

    return UNet(size=UNetSize(**size), block=unconditioned(block))


def tfc_unet_as_large_as_tfc_tdf(
    *,
    channels: int = UNetSize.channels,
    bottleneck_factor: int | None = 16,
    min_units: int = 16,
    bias: bool = True,
    **sizes: Any,
) -> UNet:
    """The TFC U-Net whose channels give it the parameters of `tfc_tdf_unet` of these sizes, as nearly as they can.

    Is it the TDFs, or only their weights? ``channels`` are those of the TFC-TDF U-Net that is matched.
    """
    with torch.device("meta"):
        wanted = _n_parameters(
            tfc_tdf_unet(
                channels=channels, bottleneck_factor=bottleneck_factor, min_units=min_units, bias=bias, **sizes
            )
        )
        one, two, three = (_n_parameters(tfc_unet(channels=c, **sizes)) for c in (1, 2, 3))

    def n_parameters(c: int) -> int:  # a polynomial of the second degree, since weights go from channels to channels
        return one + (c - 1) * (two - one) + (c - 1) * (c - 2) // 2 * (three - 2 * two + one)

    wider = next(c for c in count(channels) if n_parameters(c) >= wanted)
    return tfc_unet(channels=min((wider, wider - 1), key=lambda c: abs(n_parameters(c) - wanted)), **sizes)


def _n_parameters(network: UNet) -> int:
    return sum(parameter.numel() for parameter in network.parameters())
