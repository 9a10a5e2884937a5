"""Masks that also move sound between the sides, and a loss that hears quiet bands: for manipulation, not in the thesis.

Shapes as in `estimation`: spectrograms complex (b, c, t, f) with two sides c, features and outputs real.
"""

from functools import cache

import torch
from einops import rearrange
from torch import Tensor
from torch.nn import functional

from lasaft_nb.spectrogram.estimation import Estimation
from lasaft_nb.spectrogram.stft import to_channels

N_BANDS = 48
FLOOR = 1e-2  # power; with windows of 2048 samples 74 dB below a sine of full scale


def band_levels(spectrogram: Tensor) -> Tensor:
    """Levels of `N_BANDS` mel bands in dB, nothing below that of `FLOOR`.

    Shapes: complex (b, c, t, f) to real (b, c, t, N_BANDS). The bins reach up to 11.025 kHz, as they do at `lite`.
    """
    power = torch.view_as_real(spectrogram).square().sum(dim=-1)
    return 10 * (power @ _bands(spectrogram.shape[-1]).to(power) + FLOOR).log10()


@cache
def _bands(n_bins: int) -> Tensor:
    """Triangles (f, N_BANDS), each with a peak of 1."""
    from librosa.filters import mel

    n_fft = 2 * (n_bins - 1)
    return torch.from_numpy(mel(sr=22050, n_fft=n_fft, n_mels=N_BANDS, norm=None).T.copy())


class StereoMask(Estimation):
    """A mask for either side and from either side: ``T_o = M_o + sum_i mask_oi M_i``.

    The network reads ``log(1 + |M|)``.

    Not in the thesis. What a sentence may ask for doubles a source or moves it to the other side, which no mask of
    chapter 3 can. The mask is real and without bounds: a bin has only phases that the two sides have there, and what
    is silent on both stays silent. An output of zeros leaves the mixture as it is, so the network has to say only what
    is to change.

    ``level_weight`` adds the mean difference of band levels in dB, times itself, to the squared error, which hardly
    hears quiet bands.
    """

    channels_per_channel = 1

    def __init__(self, *, level_weight: float = 0.0) -> None:
        self.level_weight = level_weight

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
        """Squared error of real and imaginary parts, and what `level_weight` adds."""
        estimate = self.estimate(output, mixture)
        error = functional.mse_loss(to_channels(estimate), to_channels(target))
        if not self.level_weight:
            return error
        return error + self.level_weight * functional.l1_loss(band_levels(estimate), band_levels(target))

    def best(self, mixture: Tensor, target: Tensor) -> Tensor:
        """The target itself where the two sides differ in phase, else its part along the phase they share."""
        sides = torch.view_as_real(rearrange(mixture, "b i t f -> b t f i")).mT  # columns span what can be reached
        wanted = torch.view_as_real(rearrange(target, "b o t f -> b t f o")).mT
        reached = sides @ torch.linalg.pinv(sides) @ wanted
        return rearrange(torch.view_as_complex(reached.mT.contiguous()), "b t f o -> b o t f")
