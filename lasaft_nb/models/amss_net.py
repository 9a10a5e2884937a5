"""AMSS-Net: manipulates the sources that a sentence names (thesis 5.4; ACM MM 2021 paper), and its two baselines.

The authors published no network code; the sizes below are ours, chosen so that the three parameter counts of thesis
5.5.2 (4.3 M, 4.9 M without CSA, 2.4 M without SMPoCM) are met within 10 %.
"""

from dataclasses import dataclass
from functools import partial
from typing import Any

from torch import Tensor, nn

from lasaft_nb.blocks import TDF, TFC, TFCTDF
from lasaft_nb.conditioning import Unconditioned
from lasaft_nb.conditioning.description import DescriptionEncoder, WordAttention, Words
from lasaft_nb.conditioning.lasaft import LaSAFT, LatentAttention, LightSAFT
from lasaft_nb.conditioning.pocm import AggregatePoCM, SMPoCM, TanhPoCM
from lasaft_nb.conditioning.skip_attention import ChannelSkipAttention
from lasaft_nb.models.unet import MakeBlock, Place, UNet, UNetSize


@dataclass(frozen=True, kw_only=True)
class AmssSize:
    """Sizes of AMSS-Net beside those of its U-Net."""

    n_layers: int = 5  # convolutions in a TFC
    bottleneck_factor: int = 16
    n_latent_sources: int = 8  # M: two voices, kick, snare, hi-hat, bass, piano, guitar
    n_heads: int = 6
    word_dim: int = 208  # E: the bidirectional recurrent network has half of it in each direction
    key_dim: int = 208  # d_k

    @property
    def n_latent_channels(self) -> int:
        """Channels that the words act on: a group of latent sources a head."""
        return self.n_heads * self.n_latent_sources


class ExtractByLaSAFT(nn.Module):
    """The extractor of the baseline without CSA: x' = TFC(x), y = x' + LaSAFT(x', what the words ask for).

    LaSAFT is that of thesis 4.4.2, with one bottleneck for all latent sources: so the network has the published 4.9 M
    parameters (4,922,112). With the form of the authors' code it would have 10,083,072.
    Shapes: x (b, 2c, t, f); y (b, c, t, f).
    """

    def __init__(self, *, tfc: TFC, saft: LaSAFT | LightSAFT, ask: WordAttention) -> None:
        super().__init__()
        self.tfc = tfc
        self.saft = saft
        self.ask = ask

    def forward(self, x: Tensor, words: Words) -> Tensor:
        """(b, 2c, t, f) to (b, c, t, f)."""
        x = self.tfc(x)
        return x + self.saft(x, self.ask(words)[:, 0])


class DecodingBlock(nn.Module):
    """Takes latent sources out of the features, changes those the words speak of, puts the channels together again.

    Shapes: x (b, 2c, t, f), the features from below and the skip connection behind them; y (b, c, t, f).
    ``extract`` maps (x, words) to (b, c, t, f), ``manipulate`` (latent channels, words) to latent channels,
    ``restore`` (skip, features, latent channels) to (b, c, t, f).
    """

    def __init__(self, *, channels: int, n_latent: int, extract: nn.Module, manipulate: nn.Module, restore: nn.Module):
        super().__init__()
        self.channels = channels
        self.extract = extract
        self.to_value = nn.Conv2d(channels, n_latent, kernel_size=1)
        self.manipulate = manipulate
        self.restore = restore

    def forward(self, x: Tensor, words: Words) -> Tensor:
        """(b, 2c, t, f) to (b, c, t, f)."""
        features = self.extract(x, words)
        latent = self.manipulate(self.to_value(features), words)
        return self.restore(x[:, self.channels :], features, latent)


class RestoreByAttention(nn.Module):
    """The key generator and channel-wise skip attention of thesis 5.4.2.

    The keys are made from the features as they were before the manipulation. With ``late_keys`` they are made from the
    latent sources after it: what the thesis says would not preserve the other sources.
    """

    def __init__(self, *, channels: int, n_latent: int, n_heads: int, late_keys: bool = False) -> None:
        super().__init__()
        self.late_keys = late_keys
        self.to_key = nn.Conv2d(n_latent if late_keys else channels, n_latent, kernel_size=1)
        self.attend = ChannelSkipAttention(channels=channels, n_heads=n_heads)

    def forward(self, skip: Tensor, features: Tensor, latent: Tensor) -> Tensor:
        """(b, c, t, f)."""
        return self.attend(skip, self.to_key(latent if self.late_keys else features), latent)


class RestoreByConvolution(nn.Module):
    """The baseline without CSA: a 1x1 convolution that knows nothing of the skip connection."""

    def __init__(self, *, channels: int, n_latent: int) -> None:
        super().__init__()
        self.mix = nn.Conv2d(n_latent, channels, kernel_size=1)

    def forward(self, skip: Tensor, features: Tensor, latent: Tensor) -> Tensor:
        """(b, c, t, f)."""
        return self.mix(latent)


class AMSSNet(nn.Module):
    """Mixture spectrogram and a sentence to the manipulated spectrogram (thesis Figure 5.2).

    Shapes: x (b, in_channels, t, f), f = n_fft/2 + 1; tokens (b, w), see `DescriptionEncoder`; output
    (b, out_channels, t, f). The U-Net gives back its own number of channels; the Aggregate PoCM makes the output.
    In place of tokens it takes what its encoder makes of them.
    """

    def __init__(self, *, describe: DescriptionEncoder, unet: UNet, aggregate: AggregatePoCM) -> None:
        super().__init__()
        self.describe = describe
        self.unet = unet
        self.aggregate = aggregate

    def forward(self, x: Tensor, tokens: Tensor | Words) -> Tensor:
        """(b, in_channels, t, f) and LongTensor (b, w) to (b, out_channels, t, f)."""
        words = tokens if isinstance(tokens, Words) else self.describe(tokens)
        return self.aggregate(self.unet(x, words), words)


def amss_net(
    *,
    vectors: Tensor,
    skip_attention: bool = True,
    selective: bool = True,
    light_saft: bool = False,
    late_keys: bool = False,
    **sizes: Any,
) -> AMSSNet:
    """AMSS-Net; without ``skip_attention`` or without ``selective`` manipulation it is one of the two baselines.

    ``light_saft``: LightSAFT in place of LaSAFT in the baseline without attention, as our first networks of it have.
    ``late_keys``: the attention's keys are made after the manipulation, see `RestoreByAttention`.
    ``vectors`` (n_words, embedding_dim) initialise the words; further keywords are fields of `AmssSize` and `UNetSize`.
    """
    names = set(AmssSize.__dataclass_fields__)
    size = AmssSize(**{name: value for name, value in sizes.items() if name in names})
    unet_options = {"n_blocks": 5, **{name: value for name, value in sizes.items() if name not in names}}
    out_channels = unet_options.pop("out_channels", 4)
    channels = unet_options.get("channels", UNetSize.channels)
    kinds = {"skip_attention": skip_attention, "selective": selective, "light_saft": light_saft, "late_keys": late_keys}
    block = _make_block(size, **kinds)
    return AMSSNet(
        describe=DescriptionEncoder(vectors=vectors, hidden_size=size.word_dim // 2),
        unet=UNet(size=UNetSize(**unet_options, out_channels=channels), block=block, generator=nn.Identity()),
        aggregate=AggregatePoCM(
            in_channels=channels, out_channels=out_channels, word_dim=size.word_dim, key_dim=size.key_dim
        ),
    )


def _make_block(
    size: AmssSize, *, skip_attention: bool, selective: bool, light_saft: bool, late_keys: bool
) -> MakeBlock:
    dims = {"word_dim": size.word_dim, "key_dim": size.key_dim}
    n_latent = size.n_latent_channels

    def block(place: Place) -> nn.Module:
        c = place.channels
        tfc = TFC(in_channels=place.in_channels, channels=c, n_layers=size.n_layers)
        if place.part != "decoder" or skip_attention:
            tdf = TDF(channels=c, n_in=place.n_bins, bottleneck_factor=size.bottleneck_factor)
            extract: nn.Module = Unconditioned(TFCTDF(tfc=tfc, tdf=tdf))
        else:
            attention = LatentAttention(embedding_dim=size.key_dim, n_latent_sources=size.n_latent_sources)
            make = LightSAFT if light_saft else partial(LaSAFT, shared_bottleneck=True)
            saft = make(channels=c, n_bins=place.n_bins, attention=attention, bottleneck_factor=size.bottleneck_factor)
            extract = ExtractByLaSAFT(tfc=tfc, saft=saft, ask=WordAttention(**dims, n_tasks=1))
        if place.part != "decoder":
            return extract
        return DecodingBlock(
            channels=c,
            n_latent=n_latent,
            extract=extract,
            manipulate=SMPoCM(channels=n_latent, **dims) if selective else TanhPoCM(channels=n_latent, **dims),
            restore=RestoreByAttention(channels=c, n_latent=n_latent, n_heads=size.n_heads, late_keys=late_keys)
            if skip_attention
            else RestoreByConvolution(channels=c, n_latent=n_latent),
        )

    return block
