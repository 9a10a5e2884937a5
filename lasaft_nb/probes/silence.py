"""What a separator makes of nothing: its answer to digital silence, and its level where a source pauses (3.6.6)."""

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor

from lasaft_nb.audio.levels import decibels
from lasaft_nb.metrics.framewise import Array, as_waveform, frames_of
from lasaft_nb.models.source_model import SourceModel

FLOOR = -200.0  # dBFS; stands for digital silence, where the logarithm has no value
PAUSE = -60.0  # dBFS; a source below this for a second is taken to pause


def level(waveform: npt.ArrayLike) -> float:
    """Root mean square over all samples and channels in dBFS, `FLOOR` at the least; 0 is a square wave at full scale.

    Accepts any shape, numpy or torch.
    """
    samples = np.asarray(waveform, dtype=np.float64)
    return decibels(float(np.square(samples).mean()), floor=FLOOR)


@torch.no_grad()
def response_to_silence(model: SourceModel, *, seconds: float = 6.0) -> Tensor:
    """What a dedicated model answers to zeros, (n, c) at its own sample rate.

    Raises:
        ValueError: a conditioned model, or one with several targets.
    """
    if model.conditioned or len(model.targets) != 1:
        raise ValueError(f"model must be dedicated to one source, got targets {', '.join(model.targets)}")
    silence = torch.zeros(1, 2, round(seconds * model.sample_rate))
    return model.eval()(silence)[0, 0].T


def pause_levels(source: npt.ArrayLike, estimate: npt.ArrayLike, sample_rate: int) -> Array:
    """Level of an estimate in dBFS for every whole second in which the true source pauses, else NaN: (second,).

    ``source`` and ``estimate`` are (n, c) at ``sample_rate`` Hz. Only these seconds tell what a separator leaves where
    nothing should be: a score such as SDR has no value there.
    """
    true, guess = as_waveform(source, name="source"), as_waveform(estimate, name="estimate")
    pairs = zip(frames_of(true, sample_rate), frames_of(guess, sample_rate), strict=True)
    return np.array([level(heard) if level(playing) < PAUSE else np.nan for playing, heard in pairs])
