"""Waveform to spectrogram and back in NumPy, for the methods that need no network."""

from typing import Any

import numpy as np
import numpy.typing as npt
import torch
from einops import rearrange

from lasaft_nb.audio.waveform import Waveform
from lasaft_nb.spectrogram import Stft, StftConfig

Spectrogram = npt.NDArray[np.complexfloating[Any, Any]]  # (c, t, f)
Magnitude = npt.NDArray[np.floating[Any]]  # (c, t, f) or (t, f)


def analyse(waveform: Waveform, config: StftConfig) -> Spectrogram:
    """Waveform (n, c) to complex spectrogram (c, t, f)."""
    batch = rearrange(torch.from_numpy(np.ascontiguousarray(waveform, dtype=np.float32)), "n c -> 1 c n")
    return Stft(config)(batch)[0].numpy()


def synthesise(spectrogram: Spectrogram, config: StftConfig, *, n_samples: int) -> Waveform:
    """Complex spectrogram (c, t, f) to a waveform (n, c) of ``n_samples``."""
    batch = torch.from_numpy(spectrogram.astype(np.complex64))[None]
    return rearrange(Stft(config).inverse(batch, length=n_samples)[0], "c n -> n c").numpy()
