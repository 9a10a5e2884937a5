"""A U-Net on the waveform itself, with context, interpolating up-sampling and sources that add up to the mixture.

Source: Stoller, Ewert and Dixon, "Wave-U-Net: A Multi-Scale Neural Network for End-to-End Audio Source Separation",
ISMIR 2018; for the artefacts of transposed convolution, Odena, Dumoulin and Olah, "Deconvolution and Checkerboard
Artifacts", Distill 2016.
"""

import torch
import torch.nn.functional as F
from einops import rearrange, reduce
from torch import Tensor, cat, nn


def interleave(x: Tensor, between: Tensor) -> Tensor:
    """Put `between` (b, c, n) after each element of x (b, c, n): (b, c, 2n)."""
    return rearrange([x, between], "two b c n -> b c (n two)")


class LinearUpsampling(nn.Module):
    """New elements are the mean of their two neighbours: x(t+1/2) = (x(t) + x(t+1)) / 2. Nothing to learn.

    Shapes: x (b, c, n) -> (b, c, 2n - 1) with keep_ends (only between given elements), else (b, c, 2n), the last
    element repeated.
    """

    def __init__(self, *, channels: int, keep_ends: bool) -> None:
        super().__init__()
        self.keep_ends = keep_ends

    def forward(self, x: Tensor) -> Tensor:
        """Twice the length, less one with keep_ends."""
        following = cat((x[..., 1:], x[..., -1:]), dim=-1)
        doubled = interleave(x, (x + following) / 2)
        return doubled[..., :-1] if self.keep_ends else doubled


class LearnedUpsampling(nn.Module):
    """New elements lie between their neighbours, where is learned: x(t+1/2) = s x(t) + (1-s) x(t+1), s = sigmoid(w).

    One weight w per channel; the sigmoid keeps the result between the two neighbours.

    Shapes: x (b, c, n) -> (b, c, 2n - 1) with keep_ends, else (b, c, 2n), the last element repeated.
    """

    def __init__(self, *, channels: int, keep_ends: bool) -> None:
        super().__init__()
        self.weight = nn.Parameter(torch.zeros(channels))
        self.keep_ends = keep_ends

    def forward(self, x: Tensor) -> Tensor:
        """Twice the length, less one with keep_ends."""
        share = rearrange(self.weight.sigmoid(), "c -> 1 c 1")
        following = cat((x[..., 1:], x[..., -1:]), dim=-1)
        doubled = interleave(x, share * x + (1 - share) * following)
        return doubled[..., :-1] if self.keep_ends else doubled


class TransposedUpsampling(nn.Module):
    """Each element is spread over five by a learned filter, two apart: the overlap is uneven (2, 3, 2, 3, ...).

    Depthwise (a filter per channel), so that it differs from the other two in how elements are made, not in how
    channels are mixed; the convolution that follows does that.

    Shapes: x (b, c, n) -> (b, c, 2n - 1) with keep_ends, else (b, c, 2n).
    """

    def __init__(self, *, channels: int, keep_ends: bool) -> None:
        super().__init__()
        self.conv = nn.ConvTranspose1d(
            channels, channels, 5, stride=2, padding=2, output_padding=0 if keep_ends else 1, groups=channels
        )

    def forward(self, x: Tensor) -> Tensor:
        """Twice the length, less one with keep_ends."""
        return self.conv(x)


UPSAMPLINGS: dict[str, type[LinearUpsampling] | type[LearnedUpsampling] | type[TransposedUpsampling]] = {
    "linear": LinearUpsampling,
    "learned": LearnedUpsampling,
    "transposed": TransposedUpsampling,
}


def centre(x: Tensor, length: int) -> Tensor:
    """Keep the middle `length` samples: (b, c, n) -> (b, c, length)."""
    start = (x.shape[-1] - length) // 2
    return x[..., start : start + length]


class WaveUNet(nn.Module):
    """Mixture waveform -> waveforms of all sources, at the input's length.

    Encoder level i: convolution to channels*i maps, then every second sample is kept. Decoder level i: up-sampling,
    concatenation with the encoder's maps, convolution to channels*i maps. Last: 1x1 convolution and tanh.

    With `context`, convolutions use no padding, so the network must read `margin` more samples on either side than it
    estimates (0 without context); `forward` puts silence there, and a loss should leave that many samples out.
    Variants of the paper: M1 mono, difference and context off; M2 + difference; M3 + context; M4 + stereo;
    M5 + learned up-sampling; M6 = M4 with four sources (the default here).

    Args:
        n_sources: sources estimated.
        audio_channels: 1 mono, 2 stereo.
        n_layers: levels; the published 12 reach 2**12 samples.
        channels: maps added per level.
        kernel_size, merge_kernel_size: kernels going down (15) and up (5), odd.
        context: convolutions without padding.
        upsampling: "linear", "learned" or "transposed".
        difference: the last source is the mixture minus the others, so that they add up to it exactly.

    Shapes: mixture (b, c, n) -> (b, n_sources, c, n).
    """

    def __init__(
        self,
        *,
        n_sources: int = 4,
        audio_channels: int = 2,
        n_layers: int = 12,
        channels: int = 24,
        kernel_size: int = 15,
        merge_kernel_size: int = 5,
        context: bool = True,
        upsampling: str = "linear",
        difference: bool = True,
    ) -> None:
        super().__init__()
        _check(kernel_size=kernel_size, merge_kernel_size=merge_kernel_size, upsampling=upsampling)
        if n_sources <= difference:
            raise ValueError(f"n_sources must be at least 2 where the last source is a difference, got {n_sources}")
        self.n_sources, self.difference, self.context = n_sources, difference, context
        self.kernel_size, self.merge_kernel_size, self.n_layers = kernel_size, merge_kernel_size, n_layers
        widths = [channels * (i + 1) for i in range(n_layers + 1)]

        def conv(before: int, after: int, kernel: int) -> nn.Conv1d:
            return nn.Conv1d(before, after, kernel, padding=0 if context else kernel // 2)

        ins = [audio_channels, *widths[:-1]]
        self.down = nn.ModuleList(conv(i, o, kernel_size) for i, o in zip(ins, widths, strict=True))
        levels = range(n_layers - 1, -1, -1)
        self.up = nn.ModuleList(UPSAMPLINGS[upsampling](channels=widths[i + 1], keep_ends=context) for i in levels)
        self.merge = nn.ModuleList(conv(widths[i + 1] + widths[i], widths[i], merge_kernel_size) for i in levels)
        self.last = nn.Conv1d(widths[0] + audio_channels, (n_sources - difference) * audio_channels, 1)

    def lengths(self, n_samples: int) -> tuple[int, int]:
        """Samples read and samples estimated when at least n_samples are wanted (equal without context)."""
        if not self.context:
            length = n_samples + (-n_samples) % 2**self.n_layers
            return length, length
        lowest = n_samples
        for _ in range(self.n_layers):
            lowest = -(-(lowest + self.merge_kernel_size) // 2)
        n_in, n_out = max(lowest, 2) + self.kernel_size - 1, max(lowest, 2)
        for _ in range(self.n_layers):
            n_in = 2 * n_in - 1 + self.kernel_size - 1
            n_out = 2 * n_out - 1 - (self.merge_kernel_size - 1)
        return n_in, n_out

    @property
    def margin(self) -> int:
        """Samples of context on either side of what is estimated; 0 without context."""
        n_in, n_out = self.lengths(1)
        return (n_in - n_out) // 2

    def forward(self, mixture: Tensor) -> Tensor:
        """All sources, at the input's length."""
        n = mixture.shape[-1]
        n_in, n_out = self.lengths(n)
        left = (n_in - n_out) // 2
        return self.valid(F.pad(mixture, (left, n_in - n - left)))[..., :n]

    def valid(self, x: Tensor) -> Tensor:
        """Estimate from exactly the samples given: (b, c, n_in) -> (b, s, c, n_out), for a pair of `lengths`."""
        mixture, skips = x, []
        for down in self.down[:-1]:
            x = F.leaky_relu(down(x), 0.2)
            skips.append(x)
            x = x[..., ::2]
        x = F.leaky_relu(self.down[-1](x), 0.2)
        for up, merge in zip(self.up, self.merge, strict=True):
            x = up(x)
            x = F.leaky_relu(merge(cat((x, centre(skips.pop(), x.shape[-1])), dim=1)), 0.2)
        mixture = centre(mixture, x.shape[-1])
        estimates = torch.tanh(self.last(cat((x, mixture), dim=1)))
        sources = rearrange(estimates, "b (s c) n -> b s c n", c=mixture.shape[1])
        if not self.difference:
            return sources
        rest = mixture - reduce(sources, "b s c n -> b c n", "sum")
        return cat((sources, rearrange(rest, "b c n -> b 1 c n")), dim=1)


def _check(*, kernel_size: int, merge_kernel_size: int, upsampling: str) -> None:
    for name, size in (("kernel_size", kernel_size), ("merge_kernel_size", merge_kernel_size)):
        if size % 2 == 0:
            raise ValueError(f"{name} must be odd, so that a map keeps its centre, got {size}")
    if upsampling not in UPSAMPLINGS:
        raise ValueError(f"upsampling must be one of {', '.join(UPSAMPLINGS)}, got {upsampling!r}")
