"""Three ways to double the length of a feature map: linear, learned, transposed convolution.

Source: Stoller, Ewert and Dixon, "Wave-U-Net", ISMIR 2018, section on up-sampling; for the artefacts of transposed
convolution, Odena, Dumoulin and Olah, "Deconvolution and Checkerboard Artifacts", Distill 2016.
"""

import torch
from einops import rearrange
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
