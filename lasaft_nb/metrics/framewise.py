"""Plain framewise SDR, its median, and the checks that every score starts with.

Waveforms are (n, c), sample rates in Hz. Frames are windows of one second that do not overlap; a last, shorter window
is left out, as museval does.
"""

from collections.abc import Mapping
from typing import Any

import numpy as np
import numpy.typing as npt

from lasaft_nb.errors import UserError

Array = npt.NDArray[np.floating[Any]]


def as_waveform(waveform: npt.ArrayLike, *, name: str) -> Array:
    """Check one waveform and return it as float64 (sample, channel).

    Raises:
        UserError: no (n, c) array, no sample, NaN or infinite values.
    """
    array = np.asarray(waveform, dtype=np.float64)
    if array.ndim != 2 or not 1 <= array.shape[1] <= 2 < array.shape[0]:
        raise UserError(
            f"{name} must be an array of shape (samples, 1 or 2 channels), got {array.shape}; transpose (2, n) arrays"
        )
    if not np.isfinite(array).all():
        raise UserError(
            f"{name} has {np.count_nonzero(~np.isfinite(array))} values that are NaN or infinite; mend them"
        )
    return array


def check_pair(reference: Array, estimate: Array, *, name: str) -> None:
    """Refuse a pair that cannot be scored: other shapes, or a reference that is silent throughout."""
    if reference.shape != estimate.shape:
        raise UserError(
            f"the estimate of {name} has shape {estimate.shape} but its reference {reference.shape}; "
            "cut or pad it, and bring both to one sample rate"
        )
    for role, waveform in (("reference", reference), ("estimate", estimate)):
        if not waveform.any():
            raise UserError(f"the {role} of {name} is silent throughout, so no score is defined; leave {name} out")


def is_unheard(waveform: Array) -> bool:
    """Whether (n, c) is silent throughout in museval's sense: its channels add up to 0 at every sample (L = -R)."""
    return not waveform.sum(axis=1).any()


def check_sample_rate(sample_rate: int, n_samples: int) -> None:
    """Refuse a sample rate (Hz) that is no positive whole number, and audio shorter than one frame of a second."""
    if isinstance(sample_rate, bool) or int(sample_rate) != sample_rate or sample_rate <= 0:
        raise UserError(f"sample_rate must be a positive whole number of Hz, got {sample_rate!r}")
    if n_samples < sample_rate:
        raise UserError(
            f"scores need at least one second, {sample_rate} samples, got {n_samples}; "
            "pass a longer excerpt, or check sample_rate"
        )


def frames_of(waveform: Array, sample_rate: int) -> Array:
    """Cut (n, c) into whole seconds: (frame, n, c), without copying."""
    n_frames = len(waveform) // sample_rate
    return waveform[: n_frames * sample_rate].reshape(n_frames, sample_rate, -1)


def silent_frames(waveforms: Mapping[Any, Array], sample_rate: int) -> npt.NDArray[np.bool_]:
    """True for every frame in which one of the waveforms is silent in museval's sense: its channels sum to zero.

    Shapes: waveforms (n, c) to (frame,). museval then scores no source at all in that frame. Note that a signal in
    anti-phase (L = -R) counts as silent.
    """
    silent = [(frames_of(waveform, sample_rate).sum(axis=2) == 0).all(axis=1) for waveform in waveforms.values()]
    return np.logical_or.reduce(silent)


def framewise_sdr(
    reference: npt.ArrayLike, estimate: npt.ArrayLike, sample_rate: int, *, silence_dbfs: float | None = None
) -> Array:
    """SDR in dB of every second: 10 log10(sum s^2 / sum (s - e)^2), sums over samples and channels.

    This is BSSEval v4's SDR to rounding (a test holds the two together) at a thousandth of the time. A frame is NaN
    where the reference or the estimate is silent, and +inf where the estimate is perfect.

    Args:
        reference: true source (n, c) in [-1, 1].
        estimate: its estimate, same shape.
        sample_rate: Hz.
        silence_dbfs: also give NaN where the reference's RMS is below this many dB re full scale (-50 suits sub-stems
            with reverberation tails); None for digital silence only.

    Returns:
        (frame,) in dB.
    """
    true, guess = as_waveform(reference, name="reference"), as_waveform(estimate, name="estimate")
    check_pair(true, guess, name="the source")
    check_sample_rate(sample_rate, len(true))
    signal = (frames_of(true, sample_rate) ** 2).mean(axis=(1, 2))
    error = (frames_of(true - guess, sample_rate) ** 2).mean(axis=(1, 2))
    with np.errstate(divide="ignore", invalid="ignore"):
        sdr = 10 * np.log10(signal / error)
    sdr[silent_frames({"reference": true, "estimate": guess}, sample_rate)] = np.nan
    if silence_dbfs is not None:
        sdr[signal < 10 ** (silence_dbfs / 10)] = np.nan
    return sdr


def median_score(frames: npt.ArrayLike) -> float:
    """Median in dB over the frames (frame,) that have a score, which is not NaN; NaN where none has."""
    scores = np.asarray(frames, dtype=np.float64)
    scored = scores[~np.isnan(scores)]
    return float(np.median(scored)) if scored.size else float("nan")
