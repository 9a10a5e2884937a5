"""Whose energy is it? How the sources of a mixture share its bins or samples (thesis 1: sound is transparent)."""

from typing import Any

import numpy as np
import numpy.typing as npt

Values = npt.NDArray[Any]  # real or complex


def shares(parts: Values) -> npt.NDArray[np.float64]:
    """Share of each source in the power of each bin: |S_j|² / Σ_k |S_k|².

    What sources add to or take from each other by interference is left out, so that the shares of a bin sum to 1.

    Args:
        parts: values of the sources (s, …), such as spectrograms (s, c, t, f) or waveforms (s, n, c).

    Returns:
        Shares of the same shape, between 0 and 1; NaN where all sources are silent.
    """
    power = np.abs(parts).astype(np.float64) ** 2
    total = power.sum(axis=0)
    return np.divide(power, total, out=np.full_like(power, np.nan), where=total > 0)


def owned(parts: Values, *, share: float = 0.9, floor_db: float = -60.0) -> tuple[float, float]:
    """How much of a mixture belongs to one source alone.

    A bin has an owner when one source has at least ``share`` of its power. Bins whose power is more than ``-floor_db``
    decibels below the strongest bin's are not counted: there is nothing to hear in them.

    Args:
        parts: values of the sources (s, …), as in `shares`.
        share: between 0 and 1.
        floor_db: in decibels, negative.

    Returns:
        The part of the audible bins that have an owner, and the part of the power that lies in such bins; both NaN
        when all is silent.

    Raises:
        ValueError: a ``share`` outside of 0 to 1 or a ``floor_db`` that is not negative.
    """
    if not 0 < share <= 1 or floor_db >= 0:
        raise ValueError(f"share must be in 0..1 and floor_db negative, got {share} and {floor_db}")
    power = (np.abs(parts).astype(np.float64) ** 2).sum(axis=0)
    audible = power > power.max(initial=0) * 10 ** (floor_db / 10)
    if not audible.any():
        return float("nan"), float("nan")
    has_owner = (shares(parts).max(axis=0) >= share) & audible
    return float(has_owner.sum() / audible.sum()), float(power[has_owner].sum() / power[audible].sum())
