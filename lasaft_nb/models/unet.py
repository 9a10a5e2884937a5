"""The one U-Net of the thesis (3.4, 4.4): encoder, middle, decoder and skip connections; the blocks are handed in."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from itertools import accumulate
from operator import floordiv
from typing import Any, Literal

import torch
from torch import Tensor, nn
from torch.nn import functional

from lasaft_nb.blocks.initialise import before_identity, before_relu
from lasaft_nb.blocks.sampling import down_sampling, up_sampling
from lasaft_nb.conditioning.steps import Unconditioned, reads_condition


@dataclass(frozen=True, kw_only=True)
class Place:
    """Where in the U-Net a block stands, and the sizes it must have there."""

    part: Literal["encoder", "middle", "decoder"]
    in_channels: int
    channels: int
    n_bins: int


MakeBlock = Callable[
    [Place], nn.Module
]  # the module maps (x, condition) to y; see `unconditioned` and `conditioning.steps`


def unconditioned(make: MakeBlock) -> MakeBlock:
    """Turn a maker of blocks x -> y into one of blocks (x, condition) -> y that ignore the condition."""
    return lambda place: Unconditioned(make(place))


@dataclass(frozen=True, kw_only=True)
class UNetSize:
    """Size of the U-Net; the defaults are the thesis's 7-block network for stereo spectrograms as channels."""

    n_fft: int = 2048  # samples; the network reads n_fft/2 + 1 frequency bins
    n_blocks: int = 7  # odd: encoder, one in the middle, decoder
    channels: int = 24
    in_channels: int = 4
    out_channels: int = 4
    time_levels: Collection[int] | None = None  # of the levels 0..L-1, those that halve the frames; None: all
    frequency_levels: Collection[int] | None = None  # those that halve the bins; None: all, as in the thesis
    last_bias: bool = True  # of the last convolution

    def __post_init__(self) -> None:
        if self.n_blocks < 1 or self.n_blocks % 2 == 0:
            raise ValueError(f"n_blocks must be odd, got {self.n_blocks}")
        multiple = 2 * 2 ** sum(bins == 2 for _, bins in self.scales)
        if self.n_fft < 2 or self.n_fft % multiple:
            raise ValueError(
                f"n_fft must be a multiple of 2 * 2**(levels that halve the bins) = {multiple}, got {self.n_fft}"
            )

    @property
    def n_levels(self) -> int:
        """Levels below the first: L = n_blocks // 2."""
        return self.n_blocks // 2

    @property
    def scales(self) -> list[tuple[int, int]]:
        """(frames, bins) divisor of every level, going down."""
        levels = range(self.n_levels)
        time = levels if self.time_levels is None else self.time_levels
        frequency = levels if self.frequency_levels is None else self.frequency_levels
        return [(2 if level in time else 1, 2 if level in frequency else 1) for level in levels]

    @property
    def n_bins(self) -> list[int]:
        """Frequency bins inside the network at every level, from n_fft/2 down to the middle block's."""
        return list(accumulate((bins for _, bins in self.scales), floordiv, initial=self.n_fft // 2))

    @property
    def frame_multiple(self) -> int:
        """The number of frames is filled up to a multiple of this."""
        return int(2 ** sum(time == 2 for time, _ in self.scales))


class UNet(nn.Module):
    """The U-Net: 1x2 convolution, blocks with sampling between them, 1x2 convolution; the last activation is not here.

    Shapes: x (b, in_channels, t, f), f = n_fft/2 + 1; output (b, out_channels, t, f). Frames beyond the last are filled
    with zeros up to a multiple of `UNetSize.frame_multiple` and cut off again. ``generator`` turns a raw condition, one
    number a sample, into what the blocks read; without one the network takes x alone.
    """

    def __init__(self, *, size: UNetSize, block: MakeBlock, generator: nn.Module | None = None) -> None:
        super().__init__()
        c, bins, scales = size.channels, size.n_bins, size.scales
        self.size = size
        self.generator = generator
        self.first = nn.Sequential(nn.Conv2d(size.in_channels, c, (1, 2)), nn.BatchNorm2d(c), nn.ReLU())
        self.encoders = nn.ModuleList(
            block(Place(part="encoder", in_channels=c, channels=c, n_bins=f)) for f in bins[:-1]
        )
        self.downs = nn.ModuleList(down_sampling(channels=c, scale=scale) for scale in scales)
        self.middle = block(Place(part="middle", in_channels=c, channels=c, n_bins=bins[-1]))
        self.ups = nn.ModuleList(up_sampling(channels=c, scale=scale) for scale in reversed(scales))
        self.decoders = nn.ModuleList(
            block(Place(part="decoder", in_channels=2 * c, channels=c, n_bins=f)) for f in reversed(bins[:-1])
        )
        self.last = nn.Conv2d(c, size.out_channels, (1, 2), padding=(0, 1), bias=size.last_bias)
        before_relu(self.first)
        before_identity(self.last)

    @property
    def encoder_reads_condition(self) -> bool:
        """Whether a block before the decoder reads the condition, as LaSAFT, the mux and FiLM in the encoder do."""
        return any(reads_condition(block) for block in (*self.encoders, self.middle))

    def forward(self, x: Tensor, condition: Tensor | None = None) -> Tensor:
        """(b, in_channels, t, f) to (b, out_channels, t, f)."""
        prepared = self.prepare(x, condition)
        return self.decode(self.encode(x, prepared), prepared, n_frames=x.shape[2])

    def encode(self, x: Tensor, prepared: Any) -> list[Tensor]:
        """(b, in_channels, t, f) to the outputs of the blocks, each (b, channels, t', f')."""
        x = self.first(functional.pad(x, (0, 0, 0, -x.shape[2] % self.size.frame_multiple)))
        outputs = []
        for encoder, down in zip(self.encoders, self.downs, strict=True):
            outputs.append(encoder(x, prepared))
            x = down(outputs[-1])
        return [*outputs, self.middle(x, prepared)]

    def decode(self, encoded: Sequence[Tensor], prepared: Any, *, n_frames: int) -> Tensor:
        """From the middle block's output up again, with a skip connection at every level."""
        *skips, x = encoded
        for up, decoder, skip in zip(self.ups, self.decoders, reversed(skips), strict=True):
            x = decoder(torch.cat((up(x), skip), dim=1), prepared)
        return self.last(x)[:, :, :n_frames]

    def prepare(self, x: Tensor, condition: Tensor | None) -> Any:
        """What the blocks read in place of a raw condition; refuses what doesn't fit the network."""
        self._check(x, condition)
        return None if self.generator is None else self.generator(condition)

    def _check(self, x: Tensor, condition: Tensor | None) -> None:
        expected = (self.size.in_channels, self.size.n_fft // 2 + 1)
        if x.ndim != 4 or (x.shape[1], x.shape[3]) != expected:
            raise ValueError(
                f"x must have shape (batch, {expected[0]}, frames, {expected[1]}) for n_fft={self.size.n_fft}, "
                f"got {tuple(x.shape)}"
            )
        if (condition is None) != (self.generator is None):
            needs = "needs a" if condition is None else "takes no"
            raise ValueError(f"this network {needs} condition, got {condition}")
