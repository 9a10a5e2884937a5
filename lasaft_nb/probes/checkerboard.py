"""How strong the checkerboard of an up-sampling layer is: what it makes of a constant input.

A layer that doubles the length of a constant should give a constant. What it gives instead repeats with the period of
its stride, so its spectrum is a comb: a whistle at sample_rate / stride and its multiples.
"""

from collections.abc import Callable, Mapping

import torch
from einops import rearrange
from torch import Tensor, nn

FLOOR = -200.0  # dB; below it is rounding
CHANNELS = 16


def comb_level(response: Tensor, *, period: int) -> float:
    """Energy of the periodic part of a response over the energy of its mean, in dB (`FLOOR` at least).

    Shapes: response (..., n) to a constant, without its edges. Sum over all but time; n is cut to whole periods.

    Raises:
        ValueError: the response is shorter than one period.
    """
    n_periods = response.shape[-1] // period
    if n_periods < 1:
        raise ValueError(f"response must have at least one period ({period} samples), got {response.shape[-1]}")
    phases = rearrange(response[..., : n_periods * period].double(), "... (k p) -> ... p k", p=period).mean(-1)
    mean = phases.mean(-1, keepdim=True)
    ratio = (phases - mean).square().sum() / period / mean.square().sum()
    return max(FLOOR, 10 * torch.log10(ratio.clamp_min(1e-30)).item())


class ResizeConvolution(nn.Module):
    """Linear interpolation to `stride` times the length, then a convolution: (b, c, n) -> (b, out_channels, m)."""

    def __init__(self, *, channels: int, out_channels: int, kernel_size: int, stride: int) -> None:
        super().__init__()
        self.up = nn.Upsample(scale_factor=stride, mode="linear", align_corners=False)
        self.conv = nn.Conv1d(channels, out_channels, kernel_size)

    def forward(self, x: Tensor) -> Tensor:
        """Stretch, then filter."""
        return self.conv(self.up(x))


def transposed(*, kernel_size: int, stride: int) -> nn.Module:
    """A transposed convolution with random weights between maps of `CHANNELS` channels."""
    return nn.ConvTranspose1d(CHANNELS, CHANNELS, kernel_size, stride)


def resized(*, kernel_size: int, stride: int) -> nn.Module:
    """Interpolation and a convolution with random weights between maps of `CHANNELS` channels."""
    return ResizeConvolution(channels=CHANNELS, out_channels=CHANNELS, kernel_size=kernel_size, stride=stride)


Maker = Callable[..., nn.Module]
LAYERS: Mapping[str, tuple[Maker, int, int]] = {  # name: (maker, kernel size, stride)
    "transposed convolution, kernel 5, stride 2": (transposed, 5, 2),
    "transposed convolution, kernel 4, stride 2": (transposed, 4, 2),
    "transposed convolution, kernel 8, stride 4": (transposed, 8, 4),
    "interpolation, then convolution, kernel 5, stride 2": (resized, 5, 2),
    "interpolation, then convolution, kernel 8, stride 4": (resized, 8, 4),
}


def levels(name: str, *, n_seeds: int = 50) -> list[float]:
    """`comb_level` of a layer of `LAYERS` for as many random initialisations, in dB."""
    maker, kernel_size, stride = LAYERS[name]
    found = []
    for seed in range(n_seeds):
        with torch.random.fork_rng(devices=[]), torch.no_grad():
            torch.manual_seed(seed)
            layer = maker(kernel_size=kernel_size, stride=stride).double()
            response = layer(torch.ones(1, CHANNELS, 40, dtype=torch.float64))
        edge = 2 * kernel_size
        found.append(comb_level(response[..., edge : edge + 16 * stride], period=stride))
    return found
