"""What happens where a source is silent: frames of a pause, and how much quieter a signal is there."""

import numpy as np
import numpy.typing as npt

SILENT = -40.0  # dB below the loudest frame
MIN_FRAMES = 5  # of either kind; fewer say nothing


def pauses(
    stem: npt.NDArray[np.floating], *, n_fft: int, hop_length: int, silent: float = SILENT
) -> npt.NDArray[np.bool_]:
    """Which STFT frames (t,) of a stem (n, c) are a pause: ``silent`` dB below its loudest frame; all where it is 0.

    Frame i has the samples within n_fft / 2 of sample i * hop_length, as the centred STFT has.
    """
    energy = np.square(np.asarray(stem, dtype=np.float64)).sum(1)
    total = np.concatenate([[0.0], np.cumsum(energy)])
    centres = np.arange(1 + len(energy) // hop_length) * hop_length
    ends = [np.clip(centres + side, 0, len(energy)) for side in (-(n_fft // 2), n_fft // 2)]
    level = total[ends[1]] - total[ends[0]]
    return level <= level.max() * 10 ** (silent / 10)


def quieter_in_pauses(power: npt.ArrayLike, pause: npt.NDArray[np.bool_]) -> float:
    """By how many dB the mean of ``power`` (t,) in pauses is below that outside; NaN with fewer than 5 of either."""
    values = np.asarray(power, dtype=np.float64)
    if values.shape != pause.shape:
        raise ValueError(f"power and pause must have one value a frame, got {values.shape} and {pause.shape}")
    if min(pause.sum(), (~pause).sum()) < MIN_FRAMES:
        return float("nan")
    tiny = 1e-12 * max(float(values.max()), 1e-30)  # -120 dB
    return float(10 * np.log10((values[~pause].mean() + tiny) / (values[pause].mean() + tiny)))
