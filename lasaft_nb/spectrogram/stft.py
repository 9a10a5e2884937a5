"""Short-time Fourier transform, in torch and NumPy, complex numbers as channels (thesis 3.3.3); a missing phase."""

from dataclasses import dataclass
from inspect import signature
from typing import Any

import numpy as np
import numpy.typing as npt
import torch
from einops import rearrange
from torch import Tensor, nn
from torch.nn import functional

from lasaft_nb.audio.waveform import Waveform
from lasaft_nb.errors import extra

Spectrogram = npt.NDArray[np.complexfloating[Any, Any]]  # (c, t, f)
Magnitude = npt.NDArray[np.floating[Any]]  # (c, t, f) or (t, f)


@dataclass(frozen=True, kw_only=True)
class StftConfig:
    """Window and hop of the STFT; the thesis uses 2048/1024, its large networks 4096/1024."""

    n_fft: int = 2048  # samples
    hop_length: int = 1024  # samples
    kept_bins: int | None = None  # the lowest ones that are kept, the others come back as zeros; None: all

    def __post_init__(self) -> None:
        if self.n_fft < 2 or self.n_fft % 2:
            raise ValueError(f"n_fft must be even and positive, got {self.n_fft}")
        if not 0 < self.hop_length <= self.n_fft // 2:
            raise ValueError(f"hop_length must be in 1..n_fft/2 (n_fft={self.n_fft}), got {self.hop_length}")

        if self.kept_bins is not None and not 0 < self.kept_bins <= self.n_fft // 2 + 1:
            raise ValueError(f"kept_bins must be in 1..n_fft/2 + 1 (n_fft={self.n_fft}), got {self.kept_bins}")

    @property
    def n_bins(self) -> int:
        """Frequency bins of one frame: n_fft/2 + 1, or those that are kept."""
        return self.n_fft // 2 + 1 if self.kept_bins is None else self.kept_bins

    def n_samples(self, n_frames: int) -> int:
        """Samples that give exactly ``n_frames`` centred frames (128 frames in the thesis)."""
        return self.hop_length * (n_frames - 1)


class Stft(nn.Module):
    """Centred STFT with a periodic Hann window and reflected edges, and its inverse.

    Shapes: waveform (b, c, n); spectrogram complex (b, c, t, f) with t = 1 + n // hop_length, f = n_fft/2 + 1 or
    ``kept_bins``. Works in float32 also inside autocast, where half precision would lose quiet bins.
    """

    window: Tensor

    def __init__(self, config: StftConfig) -> None:
        super().__init__()
        self.config = config
        self.register_buffer("window", torch.hann_window(config.n_fft), persistent=False)

    def forward(self, waveform: Tensor) -> Tensor:
        """Waveform (b, c, n) to complex spectrogram (b, c, t, f)."""
        if waveform.ndim != 3:
            raise ValueError(f"waveform must have axes (batch, channel, sample), got shape {tuple(waveform.shape)}")
        if waveform.shape[-1] <= self.config.n_fft // 2:
            raise ValueError(
                f"waveform must be longer than n_fft/2 = {self.config.n_fft // 2} samples, got {waveform.shape[-1]}"
            )
        with torch.autocast(waveform.device.type, enabled=False):
            spectrogram = torch.stft(
                rearrange(waveform.float(), "b c n -> (b c) n"),
                n_fft=self.config.n_fft,
                hop_length=self.config.hop_length,
                window=self.window,
                return_complex=True,
            )
        return rearrange(spectrogram, "(b c) f t -> b c t f", b=waveform.shape[0])[..., : self.config.n_bins]

    def inverse(self, spectrogram: Tensor, *, length: int) -> Tensor:
        """Complex spectrogram (b, c, t, f) to a waveform (b, c, n) of n = ``length`` samples."""
        with torch.autocast(spectrogram.device.type, enabled=False):
            missing = self.config.n_fft // 2 + 1 - spectrogram.shape[-1]
            waveform = torch.istft(
                rearrange(functional.pad(spectrogram, (0, missing)), "b c t f -> (b c) f t"),
                n_fft=self.config.n_fft,
                hop_length=self.config.hop_length,
                window=self.window,
                length=length,
            )
        return rearrange(waveform, "(b c) n -> b c n", b=spectrogram.shape[0])


def to_channels(spectrogram: Tensor) -> Tensor:
    """Complex as channels: complex (b, c, t, f) to real (b, 2c, t, f), for stereo (Re L, Re R, Im L, Im R)."""
    return torch.cat((spectrogram.real, spectrogram.imag), dim=1)


def from_channels(channels: Tensor) -> Tensor:
    """Real (b, 2c, t, f) back to complex (b, c, t, f); the inverse of `to_channels`."""
    if channels.shape[1] % 2:
        raise ValueError(f"channels must have an even number, real then imaginary, got {channels.shape[1]}")
    real, imaginary = rearrange(channels.float(), "b (part c) t f -> part b c t f", part=2)
    return torch.complex(real, imaginary)


def analyse(waveform: Waveform, config: StftConfig) -> Spectrogram:
    """Waveform (n, c) to complex spectrogram (c, t, f)."""
    batch = rearrange(torch.from_numpy(np.ascontiguousarray(waveform, dtype=np.float32)), "n c -> 1 c n")
    return Stft(config)(batch)[0].numpy()


def synthesise(spectrogram: Spectrogram, config: StftConfig, *, n_samples: int) -> Waveform:
    """Complex spectrogram (c, t, f) to a waveform (n, c) of ``n_samples``."""
    batch = torch.from_numpy(spectrogram.astype(np.complex64))[None]
    return rearrange(Stft(config).inverse(batch, length=n_samples)[0], "c n -> n c").numpy()


def griffin_lim(
    magnitude: Magnitude, config: StftConfig, *, n_samples: int, n_iterations: int = 32, seed: int = 0
) -> Waveform:
    """Find a waveform whose spectrogram has nearly this magnitude; the phase starts at random.

    Each iteration transforms to a waveform and back and keeps the phase: what comes out is *a* consistent phase, not
    the true one. It can sound right while its SDR is negative.

    Args:
        magnitude: (c, t, f).
        config: STFT of the magnitude.
        n_samples: length of the waveform.
        n_iterations: more is slower and more consistent.
        seed: of the first phase.

    Returns:
        (n, c).
    """
    with extra("evaluate"):
        import librosa

    chance = "rng" if "rng" in signature(librosa.griffinlim).parameters else "random_state"  # renamed in librosa 1.0
    channels = [
        librosa.griffinlim(
            channel.T,
            n_iter=n_iterations,
            hop_length=config.hop_length,
            n_fft=config.n_fft,
            length=n_samples,
            **{chance: np.random.RandomState(seed)},  # the same phases in every version
        )
        for channel in magnitude
    ]
    return np.stack(channels, axis=1)
