"""Levels of mel bands: a quiet band counts as much as a loud one, as for MFCC (thesis 5.5.3)."""

from dataclasses import dataclass
from functools import cache

import torch
from torch import Tensor
from torch.nn import functional

from lasaft_nb.errors import extra

N_BANDS = 48
FLOOR = 1e-2  # power; with windows of 2048 samples 74 dB below a sine of full scale


def band_levels(spectrogram: Tensor, sample_rate: int) -> Tensor:
    """Levels of `N_BANDS` mel bands in dB, nothing below that of `FLOOR`.

    Shapes: complex (b, c, t, f) to real (b, c, t, N_BANDS). The bins reach up to half the ``sample_rate`` (Hz).
    """
    power = torch.view_as_real(spectrogram).square().sum(dim=-1)
    return 10 * (power @ _bands(spectrogram.shape[-1], sample_rate).to(power) + FLOOR).log10()


@dataclass(frozen=True, kw_only=True)
class BandLevels:
    """A part of a loss: ``weight`` times the mean difference of band levels in dB, of sound at ``sample_rate`` Hz."""

    sample_rate: int
    weight: float = 1.0

    def loss(self, estimate: Tensor, target: Tensor) -> Tensor:
        """Complex (b, c, t, f), both, to a scalar."""
        wanted = band_levels(target, self.sample_rate)
        return self.weight * functional.l1_loss(band_levels(estimate, self.sample_rate), wanted)


@cache
def _bands(n_bins: int, sample_rate: int) -> Tensor:
    """Triangles (f, N_BANDS), each with a peak of 1."""
    with extra("evaluate"):
        from librosa.filters import mel

    n_fft = 2 * (n_bins - 1)
    return torch.from_numpy(mel(sr=sample_rate, n_fft=n_fft, n_mels=N_BANDS, norm=None).T.copy())
