"""A spectrum made audible: one sine for each bin."""

import numpy as np
import numpy.typing as npt


def sum_of_sines(
    magnitudes: npt.ArrayLike, *, bin_hz: float, sample_rate: int, seconds: float = 1.5, strongest: int | None = None
) -> npt.NDArray[np.float32]:
    """Sines at the centres of the bins, (k + 1/2) * bin_hz, as loud as ``magnitudes`` (f,) say; peak 0.5.

    Args:
        magnitudes: (f,), signs are ignored: an ear hardly hears the phase of a steady partial.
        bin_hz: Hz between bins.
        sample_rate: of the sound, in Hz; bins at half of it or above are left out.
        seconds: length, with 20 ms of fading at either end.
        strongest: keep only so many bins; None keeps all.

    Returns:
        (n,), zeros where all magnitudes are zero.

    Raises:
        ValueError: not a vector, or a value that is not finite.
    """
    level = np.abs(np.asarray(magnitudes, dtype=np.float64))
    if level.ndim != 1 or not np.isfinite(level).all():
        raise ValueError(f"magnitudes must be a finite vector (f,), got shape {level.shape}")
    hz = (np.arange(len(level)) + 0.5) * bin_hz
    level = np.where(hz < sample_rate / 2, level, 0.0)
    kept = np.argsort(-level, kind="stable")[:strongest]
    kept = kept[level[kept] > 0]
    time = np.arange(round(seconds * sample_rate)) / sample_rate
    phase = np.pi * kept**2 / max(1, len(level))  # Schroeder's: partials that start together would click
    sound = np.zeros_like(time)
    for k, start in zip(kept, phase, strict=True):
        sound += level[k] * np.sin(2 * np.pi * hz[k] * time + start)
    sound *= np.clip(np.minimum(time, time[::-1]) / 0.02, 0, 1)
    peak = np.abs(sound).max(initial=0)
    return (0.5 * sound / peak if peak > 0 else sound).astype(np.float32)
