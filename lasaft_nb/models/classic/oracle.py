"""Ideal masks: what a separator of some family could reach if it knew the true sources.

An oracle multiplies the mixture's spectrogram M by a mask computed from the true spectrograms S_j. The family is in the
mask: binary or ratio masks keep the mixture's phase, complex ones correct it.
"""

from collections.abc import Callable, Mapping

import numpy as np

from lasaft_nb.audio.waveform import Waveform
from lasaft_nb.errors import UserError
from lasaft_nb.spectrogram import StftConfig
from lasaft_nb.spectrogram.stft import Magnitude, Spectrogram, analyse, synthesise

TINY = 1e-8  # below any bin that can be heard; keeps 0/0 from being NaN


def ideal_binary_mask(sources: Spectrogram, mixture: Spectrogram) -> Magnitude:
    """IBM: 1 where a source is the loudest, else 0. As for every mask, (s, c, t, f) and (c, t, f) to (s, c, t, f)."""
    magnitude = np.abs(sources)
    return (magnitude >= magnitude.max(axis=0)).astype(np.float32)


def ideal_ratio_mask(sources: Spectrogram, mixture: Spectrogram, *, power: float) -> Magnitude:
    """IRM: |S_j|^p / sum_k |S_k|^p; p = 1 shares a bin by magnitude (IRM1), p = 2 by power (IRM2)."""
    magnitude = np.abs(sources) ** power
    return magnitude / (magnitude.sum(axis=0) + TINY**power)


def ideal_magnitude(sources: Spectrogram, mixture: Spectrogram) -> Magnitude:
    """|S| / |M|, unbounded: the true magnitude with the mixture's phase, what DME and MME aim at."""
    return np.abs(sources) / (np.abs(mixture) + TINY)


def phase_sensitive_mask(sources: Spectrogram, mixture: Spectrogram) -> Magnitude:
    """|S| cos(angle between S and M) / |M|, at least 0: the mask of least error with the mixture's phase.

    It is smaller than the true magnitude where the phases disagree (Erdogan et al. 2015).
    """
    return np.maximum(ideal_complex_mask(sources, mixture).real, 0)


def ideal_complex_mask(sources: Spectrogram, mixture: Spectrogram) -> Spectrogram:
    """S / M, unbounded: true magnitude and true phase, the best that DCSE could do (the source itself)."""
    return sources * np.conj(mixture) / (np.abs(mixture) ** 2 + TINY**2)


def bounded_complex_mask(sources: Spectrogram, mixture: Spectrogram) -> Spectrogram:
    """S / M with its size cut to 1: a complex mask that may turn a bin and make it quieter, never louder (as CME)."""
    mask = ideal_complex_mask(sources, mixture)
    return mask / np.maximum(np.abs(mask), 1)


MASKS: dict[str, Callable[[Spectrogram, Spectrogram], Magnitude | Spectrogram]] = {
    "IBM": ideal_binary_mask,
    "IRM1": lambda sources, mixture: ideal_ratio_mask(sources, mixture, power=1),
    "IRM2": lambda sources, mixture: ideal_ratio_mask(sources, mixture, power=2),
    "magnitude": ideal_magnitude,
    "phase-sensitive mask": phase_sensitive_mask,
    "bounded complex mask": bounded_complex_mask,
    "complex mask": ideal_complex_mask,
}


def oracle(
    stems: Mapping[str, Waveform], mixture: Waveform, *, kind: str = "IRM1", config: StftConfig | None = None
) -> dict[str, Waveform]:
    """Separate a mixture (n, c) with ideal masks from its true stems.

    Args:
        stems: the true sources {name: (n, c)}.
        mixture: their sum (n, c).
        kind: one of ``MASKS``.
        config: STFT; the thesis's 2048/1024 when not given.

    Returns:
        Estimates {name: (n, c)}.
    """
    if kind not in MASKS:
        raise UserError(f"kind must be one of {', '.join(MASKS)}, got {kind!r}")
    config = config or StftConfig()
    spectrogram = analyse(mixture, config)
    sources = np.stack([analyse(stem, config) for stem in stems.values()])
    masked = MASKS[kind](sources, spectrogram) * spectrogram
    return {name: synthesise(one, config, n_samples=len(mixture)) for name, one in zip(stems, masked, strict=True)}
