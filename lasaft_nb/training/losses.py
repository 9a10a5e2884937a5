"""What training watches: waveforms against waveforms.

The losses that gradients come from belong to the models (`SourceModel.loss`: mean squared error of spectrograms, or
of samples); these two measure a validation track. The thesis stops training by the first (3.6.1).
"""

import torch
from einops import rearrange
from torch import Tensor


def waveform_l1(estimate: Tensor, target: Tensor) -> Tensor:
    """Mean absolute error of waveforms of one shape, a scalar, in units of full scale."""
    _check_shapes(estimate, target)
    return (estimate - target).abs().mean()


def median_sdr(estimate: Tensor, target: Tensor, sample_rate: int, *, silence_dbfs: float = -60.0) -> Tensor:
    """Median over seconds of 10 log10(sum s^2 / sum (s - e)^2) in dB.

    Seconds in which the target's RMS is below ``silence_dbfs`` are left out; NaN where none is left.

    Shapes: estimate and target (c, n); the result is a scalar.
    """
    _check_shapes(estimate, target)
    n_frames = target.shape[-1] // sample_rate
    if not n_frames:
        raise ValueError(f"target must last at least one second ({sample_rate} samples), got {target.shape[-1]}")
    n_kept = n_frames * sample_rate
    true, guess = (
        rearrange(waveform[..., :n_kept], "c (t n) -> t (c n)", t=n_frames) for waveform in (target, estimate)
    )
    signal, error = true.square().mean(1), (true - guess).square().mean(1)
    heard = signal > 10 ** (silence_dbfs / 10)
    if not heard.any():
        return torch.tensor(torch.nan)
    sdr = 10 * torch.log10(signal[heard] / error[heard].clamp_min(1e-12))
    return torch.quantile(sdr, 0.5)  # the mean of the two middle values, as numpy and museval take it


def _check_shapes(estimate: Tensor, target: Tensor) -> None:
    if estimate.shape != target.shape:
        raise ValueError(f"estimate must have the target's shape {tuple(target.shape)}, got {tuple(estimate.shape)}")
