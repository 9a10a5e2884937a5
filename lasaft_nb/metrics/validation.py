"""What training watches on a validation track: the error of its waveforms and the median SDR of its seconds.

The losses that gradients come from belong to the models (`SourceModel.loss`: mean squared error of spectrograms, or
of samples). The thesis stops training by the first of these two (3.6.1).
"""

import numpy as np
import torch
from einops import rearrange
from torch import Tensor

from lasaft_nb.metrics.framewise import framewise_sdr, median_score


def waveform_l1(estimate: Tensor, target: Tensor) -> Tensor:
    """Mean absolute error of waveforms of one shape, a scalar, in units of full scale."""
    _check_shapes(estimate, target)
    return (estimate - target).abs().mean()


def median_sdr(estimate: Tensor, target: Tensor, sample_rate: int, *, silence_dbfs: float = -60.0) -> Tensor:
    """Median over seconds of the SDR in dB, as records hold it: `median_score` of `framewise_sdr`.

    Seconds in which the target's RMS is below ``silence_dbfs`` are left out; NaN where none is left, and for an
    estimate that is digital silence or not finite.

    Shapes: estimate and target (c, n) at ``sample_rate`` Hz; the result is a scalar.
    """
    _check_shapes(estimate, target)
    if target.shape[-1] < sample_rate:
        raise ValueError(f"target must last at least one second ({sample_rate} samples), got {target.shape[-1]}")
    true, guess = (rearrange(waveform.cpu(), "c n -> n c").numpy() for waveform in (target, estimate))
    if not (true.any() and guess.any() and np.isfinite(guess).all()):
        return torch.tensor(torch.nan)
    sdr = framewise_sdr(true, guess, sample_rate, silence_dbfs=silence_dbfs)
    return torch.tensor(median_score(sdr), dtype=torch.float32)


def _check_shapes(estimate: Tensor, target: Tensor) -> None:
    if estimate.shape != target.shape:
        raise ValueError(f"estimate must have the target's shape {tuple(target.shape)}, got {tuple(estimate.shape)}")
