"""Masks that also move sound between the sides: what manipulation asks for, and separation does not.

Shapes as in `estimation`: spectrograms complex (b, c, t, f) with two sides c, features and outputs real.
"""

import torch
from einops import rearrange
from torch import Tensor

from lasaft_nb.spectrogram.band_levels import BandLevels
from lasaft_nb.spectrogram.estimation import Estimation, spectrogram_error


class StereoMask(Estimation):
    """A mask for either side and from either side: T_o = M_o + sum_i mask_oi M_i; the network reads ``log(1 + |M|)``.

    Not in the thesis. What a sentence may ask for doubles a source or moves it to the other side, which no mask of
    chapter 3 can. The mask is real and without bounds: a bin has only phases that the two sides have there, and what
    is silent on both stays silent. An output of zeros leaves the mixture as it is, so the network has to say only what
    is to change.

    ``levels`` are added to the squared error, which hardly hears quiet bands.
    """

    channels_per_channel = 1

    def __init__(self, *, levels: BandLevels | None = None) -> None:
        self.levels = levels

    def out_channels(self, audio_channels: int = 2) -> int:
        """A mask for every pair of sides."""
        return audio_channels**2

    def features(self, mixture: Tensor) -> Tensor:
        """Logarithms of magnitudes."""
        return mixture.abs().log1p()

    def estimate(self, output: Tensor, mixture: Tensor) -> Tensor:
        """The masks times the sides, added to the mixture."""
        masks = rearrange(output.float(), "b (o i) t f -> b o i t f", i=mixture.shape[1])
        return mixture + (masks * rearrange(mixture, "b i t f -> b 1 i t f")).sum(dim=2)

    def loss(self, output: Tensor, mixture: Tensor, target: Tensor) -> Tensor:
        """Squared error of real and imaginary parts, and what `levels` add."""
        return spectrogram_error(self.estimate(output, mixture), target, self.levels)

    def best(self, mixture: Tensor, target: Tensor) -> Tensor:
        """The target itself where the two sides differ in phase, else its part along the phase they share."""
        sides = torch.view_as_real(rearrange(mixture, "b i t f -> b t f i")).mT  # columns span what can be reached
        wanted = torch.view_as_real(rearrange(target, "b o t f -> b t f o")).mT
        reached = sides @ torch.linalg.pinv(sides) @ wanted
        return rearrange(torch.view_as_complex(reached.mT.contiguous()), "b t f o -> b o t f")
