"""The one U-Net of the thesis (3.4, 4.4): encoder, middle, decoder and skip connections; the blocks are handed in."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field
from itertools import accumulate
from operator import floordiv
from typing import Any, Literal

from torch import Tensor, nn
from torch.nn import functional

from lasaft_nb.blocks.initialise import before_identity, before_relu
from lasaft_nb.blocks.sampling import down_sampling, up_sampling
from lasaft_nb.blocks.skips import Concatenate, Skip
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


MakeSampling = Callable[..., nn.Module]  # made with channels, out_channels and scale (frames, bins)


@dataclass(frozen=True, kw_only=True)
class Joints:
    """What stands between the blocks; the defaults are the thesis's."""

    down: MakeSampling = down_sampling
    up: MakeSampling = up_sampling
    skip: Skip = field(default_factory=Concatenate)  # how a level's output meets what comes up from below


def unconditioned(make: MakeBlock) -> MakeBlock:
    """Turn a maker of blocks x -> y into one of blocks (x, condition) -> y that ignore the condition."""
    return lambda place: Unconditioned(make(place))


@dataclass(frozen=True, kw_only=True)
class UNetSize:
    """Size of the U-Net; the defaults are the thesis's 7-block network for stereo spectrograms as channels."""

    n_fft: int = 2048  # samples; the network reads n_fft/2 + 1 frequency bins
    kept_bins: int | None = None  # or so many, the lowest ones
    n_blocks: int = 7  # odd: encoder, one in the middle, decoder
    channels: int = 24
    growth: int = 0  # channels that every level has more than the one above it
    in_channels: int = 4
    out_channels: int = 4
    time_levels: Collection[int] | None = None  # of the levels 0..L-1, those that halve the frames; None: all
    frequency_levels: Collection[int] | None = None  # those that halve the bins; None: all, as in the thesis
    last_bias: bool = True  # of the last convolution

    def __post_init__(self) -> None:
        if self.n_blocks < 1 or self.n_blocks % 2 == 0:
            raise ValueError(f"n_blocks must be odd, got {self.n_blocks}")
        halved = 2 ** sum(bins == 2 for _, bins in self.scales)
        if self.n_fft < 2 or self.n_fft % 2 or (self.kept_bins is None and self.n_fft % (2 * halved)):
            raise ValueError(
                f"n_fft must be a multiple of 2 * 2**(levels that halve the bins) = {2 * halved}, got {self.n_fft}"
            )
        if self.kept_bins is not None and (not 0 < self.kept_bins <= self.n_fft // 2 or self.kept_bins % halved):
            raise ValueError(
                f"kept_bins must be a multiple of 2**(levels that halve the bins) = {halved} up to n_fft/2 = "
                f"{self.n_fft // 2}, got {self.kept_bins}"
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
    def in_bins(self) -> int:
        """Frequency bins that the network reads and writes."""
        return self.n_fft // 2 + 1 if self.kept_bins is None else self.kept_bins

    @property
    def n_bins(self) -> list[int]:
        """Frequency bins inside the network at every level, from the first down to the middle block's."""
        first = self.n_fft // 2 if self.kept_bins is None else self.kept_bins
        return list(accumulate((bins for _, bins in self.scales), floordiv, initial=first))

    @property
    def n_channels(self) -> list[int]:
        """Channels at every level, from the first down to the middle block's."""
        return [self.channels + level * self.growth for level in range(self.n_levels + 1)]

    @property
    def frame_multiple(self) -> int:
        """The number of frames is filled up to a multiple of this."""
        return int(2 ** sum(time == 2 for time, _ in self.scales))


class UNet(nn.Module):
    """The U-Net: a convolution, blocks with sampling between them, a convolution; the last activation is not here.

    The first convolution is 1x2, since n_fft/2 + 1 bins can't be halved, and the last one, 1x2 as well, gives the odd
    bin back; where a number of bins is kept that can be halved they are 1x1. ``joints`` stand between the blocks.
    Shapes: x (b, in_channels, t, f), f = n_fft/2 + 1 or ``kept_bins``; output (b, out_channels, t, f). Frames beyond
    the last are filled with zeros up to a multiple of `UNetSize.frame_multiple` and cut off again. ``generator`` turns
    a raw condition, one number a sample, into what the blocks read; without one the network takes x alone.
    """

    def __init__(
        self, *, size: UNetSize, block: MakeBlock, generator: nn.Module | None = None, joints: Joints | None = None
    ) -> None:
        super().__init__()
        joints = joints or Joints()
        c, channels, bins, scales = size.channels, size.n_channels, size.n_bins, size.scales
        odd = size.in_bins - bins[0]
        levels = list(zip(channels, channels[1:], scales, strict=False))  # (above, below, scale)
        self.size = size
        self.generator = generator
        self.first = nn.Sequential(nn.Conv2d(size.in_channels, c, (1, 1 + odd)), nn.BatchNorm2d(c), nn.ReLU())
        self.encoders = nn.ModuleList(
            block(Place(part="encoder", in_channels=c, channels=c, n_bins=f))
            for c, f in zip(channels[:-1], bins[:-1], strict=True)
        )
        self.downs = nn.ModuleList(
            joints.down(channels=above, out_channels=below, scale=scale) for above, below, scale in levels
        )
        self.middle = block(Place(part="middle", in_channels=channels[-1], channels=channels[-1], n_bins=bins[-1]))
        self.ups = nn.ModuleList(
            joints.up(channels=below, out_channels=above, scale=scale) for above, below, scale in reversed(levels)
        )
        self.skip = joints.skip
        self.decoders = nn.ModuleList(
            block(Place(part="decoder", in_channels=joints.skip.channels(c), channels=c, n_bins=f))
            for c, f in zip(reversed(channels[:-1]), reversed(bins[:-1]), strict=True)
        )
        self.last = nn.Conv2d(c, size.out_channels, (1, 1 + odd), padding=(0, odd), bias=size.last_bias)
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
        """(b, in_channels, t, f) to every block's output (b, channels, t', f')."""
        if missing := -x.shape[2] % self.size.frame_multiple:
            x = functional.pad(x, (0, 0, 0, missing))
        x = self.first(x)
        outputs = []
        for encoder, down in zip(self.encoders, self.downs, strict=True):
            outputs.append(encoder(x, prepared))
            x = down(outputs[-1])
        return [*outputs, self.middle(x, prepared)]

    def decode(self, encoded: Sequence[Tensor], prepared: Any, *, n_frames: int) -> Tensor:
        """From the middle block's output up again, with a skip connection at every level."""
        *skips, x = encoded
        for up, decoder, skip in zip(self.ups, self.decoders, reversed(skips), strict=True):
            x = decoder(self.skip(up(x), skip), prepared)
        x = self.last(x)
        return x if x.shape[2] == n_frames else x[:, :, :n_frames]

    def prepare(self, x: Tensor, condition: Tensor | None) -> Any:
        """What the blocks read in place of a raw condition; refuses what doesn't fit the network."""
        self._check(x, condition)
        return None if self.generator is None else self.generator(condition)

    def _check(self, x: Tensor, condition: Tensor | None) -> None:
        expected = (self.size.in_channels, self.size.in_bins)
        if x.ndim != 4 or (x.shape[1], x.shape[3]) != expected:
            raise ValueError(
                f"x must have shape (batch, {expected[0]}, frames, {expected[1]}) for n_fft={self.size.n_fft}, "
                f"got {tuple(x.shape)}"
            )
        if (condition is None) != (self.generator is None):
            needs = "needs a" if condition is None else "takes no"
            raise ValueError(f"this network {needs} condition, got {condition}")
