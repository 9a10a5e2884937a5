"""U-Nets that separate the source they are asked for (thesis chapter 4): one function per frequency transformation.

In every block: x = TFC(x); where the block is conditioned, x = modulation(x); where there is a frequency
transformation, x = x + transformation(x). That is the order of the authors' code, also for "+ TDF".
Every function takes the keywords of `conditioned_unet` and the fields of `UNetSize` as well.
"""

from collections.abc import Callable, Collection
from functools import partial
from typing import Any

from torch import nn

from lasaft_nb.blocks import TDF, TFC
from lasaft_nb.conditioning import (
    Chain,
    ConditionGenerator,
    LaSAFT,
    LatentAttention,
    Mux,
    Reads,
    Residual,
    Unconditioned,
)
from lasaft_nb.models.unet import Place, UNet, UNetSize

Modulation = Callable[..., nn.Module]  # FiLM, PoCM or GPoCM, made with channels= and condition_dim=


def conditioned_unet(
    *,
    modulation: Modulation,
    modulated_parts: Collection[str] = ("decoder",),
    transformation: Callable[[Place], nn.Module] | None = None,
    n_layers: int = 5,
    kernel_size: tuple[int, int] = (3, 3),
    n_conditions: int = 4,
    embedding_dim: int = 32,
    n_generator_layers: int = 4,
    generator_dropout: float = 0.5,
    **size: Any,
) -> UNet:
    """A U-Net with TFC blocks, modulated where ``modulated_parts`` says, and a frequency transformation of its own."""
    generator = ConditionGenerator(
        n_conditions=n_conditions,
        embedding_dim=embedding_dim,
        n_layers=n_generator_layers,
        dropout=generator_dropout,
    )

    def block(place: Place) -> Chain:
        tfc = TFC(in_channels=place.in_channels, channels=place.channels, n_layers=n_layers, kernel_size=kernel_size)
        steps: dict[str, nn.Module] = {"tfc": Unconditioned(tfc)}
        if place.part in modulated_parts:
            steps["modulate"] = Reads(
                "features", modulation(channels=place.channels, condition_dim=generator.feature_dim)
            )
        if transformation is not None:
            steps["transform"] = Residual(transformation(place))
        return Chain(steps)

    return UNet(size=UNetSize(**size), block=block, generator=generator)


def with_tdf(
    *, bottleneck_factor: int | None = 16, min_units: int = 16, bias: bool = False, **conditioned: Any
) -> UNet:
    """One TDF for all sources (thesis 4.4.1)."""

    def transformation(place: Place) -> nn.Module:
        return Unconditioned(_tdf(place, bottleneck_factor, min_units, bias))

    return conditioned_unet(transformation=transformation, **conditioned)


def with_mux(
    *,
    bottleneck_factor: int | None = 16,
    min_units: int = 16,
    bias: bool = False,
    n_conditions: int = 4,
    **conditioned: Any,
) -> UNet:
    """One TDF per source and a switch between them (thesis 4.4.1)."""

    def transformation(place: Place) -> nn.Module:
        tdfs = [_tdf(place, bottleneck_factor, min_units, bias) for _ in range(n_conditions)]
        return Reads("index", Mux(tdfs))

    return conditioned_unet(transformation=transformation, n_conditions=n_conditions, **conditioned)


def with_latent_sources(
    *,
    lasaft: Callable[..., nn.Module] = LaSAFT,
    shared_bottleneck: bool = False,
    n_latent_sources: int = 6,
    key_dim: int = 32,
    bottleneck_factor: int = 16,
    min_units: int = 16,
    bias: bool = False,
    embedding_dim: int = 32,
    **conditioned: Any,
) -> UNet:
    """LaSAFT, or LightSAFT, in every block (thesis 4.4.2); ``shared_bottleneck`` is LaSAFT's as the thesis has it."""
    make = partial(lasaft, shared_bottleneck=True) if shared_bottleneck else lasaft

    def transformation(place: Place) -> nn.Module:
        attention = LatentAttention(embedding_dim=embedding_dim, key_dim=key_dim, n_latent_sources=n_latent_sources)
        block = make(
            channels=place.channels,
            n_bins=place.n_bins,
            attention=attention,
            bottleneck_factor=bottleneck_factor,
            min_units=min_units,
            bias=bias,
        )
        return Reads("embedding", block)

    return conditioned_unet(transformation=transformation, embedding_dim=embedding_dim, **conditioned)


def _tdf(place: Place, bottleneck_factor: int | None, min_units: int, bias: bool) -> TDF:
    return TDF(
        channels=place.channels,
        n_in=place.n_bins,
        bottleneck_factor=bottleneck_factor,
        min_units=min_units,
        bias=bias,
    )
