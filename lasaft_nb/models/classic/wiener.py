"""Wiener filters: estimates of several sources, made to share the mixture (thesis 3.6.4 does without them).

A separator that estimates each source alone doesn't know what the others took. A Wiener filter takes the estimates only
as a hint of how strong each source is, and divides the mixture itself between them.
"""

from collections.abc import Mapping

import numpy as np
from einops import einsum, rearrange, reduce

from lasaft_nb.audio.waveform import Waveform
from lasaft_nb.models.classic.oracle import ideal_ratio_mask
from lasaft_nb.spectrogram import StftConfig
from lasaft_nb.spectrogram.stft import Spectrogram, analyse, synthesise

CONFIG = StftConfig(n_fft=4096, hop_length=1024)  # as Open-Unmix filters
FLOOR = 1e-9  # of the mean power; keeps a matrix from being singular where only one source, or none, plays


def ratio_filter(
    estimates: Mapping[str, Waveform], mixture: Waveform, *, config: StftConfig = CONFIG
) -> dict[str, Waveform]:
    """Single-channel Wiener filter: each bin of the mixture, shared in proportion to the estimates' powers.

    Args:
        estimates: {source: (n, c)}, all sources of the mixture.
        mixture: (n, c).
        config: STFT.

    Returns:
        New estimates {source: (n, c)} with the mixture's phase; they add up to the mixture.
    """
    sources, spectrogram = _analyse(estimates, mixture, config)
    return _synthesise(ideal_ratio_mask(sources, spectrogram, power=2) * spectrogram, estimates, mixture, config)


def multichannel_filter(
    estimates: Mapping[str, Waveform], mixture: Waveform, *, iterations: int = 1, config: StftConfig = CONFIG
) -> dict[str, Waveform]:
    """Multichannel Wiener filter with ``iterations`` steps of expectation-maximisation (Nugraha et al. 2016).

    Arguments, shapes and result as for `ratio_filter`; see `step`.
    """
    sources, spectrogram = _analyse(estimates, mixture, config)
    for _ in range(iterations):
        sources = step(sources, spectrogram)
    return _synthesise(sources, estimates, mixture, config)


def step(sources: Spectrogram, mixture: Spectrogram) -> Spectrogram:
    """One step: how strong and where in the stereo picture each source is, then the filter that follows from it.

    v_j(t, f) is the source's power, R_j(f) = sum_t y_j y_j^H / sum_t v_j its spatial covariance, and the new estimate
    v_j R_j (sum_k v_k R_k)^-1 x.

    Args:
        sources: estimates y (s, c, t, f).
        mixture: x (c, t, f).

    Returns:
        New estimates (s, c, t, f).
    """
    y, x = sources.astype(np.complex128), mixture.astype(np.complex128)
    power = reduce(np.abs(y) ** 2, "s c t f -> s t f", "mean")
    floor = FLOOR * power.mean() + np.finfo(float).tiny
    covariance = einsum(y, y.conj(), "s c t f, s d t f -> s f c d")
    covariance /= rearrange(power.sum(axis=1) + floor, "s f -> s f 1 1")
    total = einsum(power, covariance, "s t f, s f c d -> t f c d") + floor * np.eye(len(x))
    whitened = np.linalg.solve(total, rearrange(x, "c t f -> t f c 1"))[..., 0]
    return einsum(power, covariance, whitened, "s t f, s f c d, t f d -> s c t f")


def _analyse(
    estimates: Mapping[str, Waveform], mixture: Waveform, config: StftConfig
) -> tuple[Spectrogram, Spectrogram]:
    return np.stack([analyse(one, config) for one in estimates.values()]), analyse(mixture, config)


def _synthesise(
    sources: Spectrogram, estimates: Mapping[str, Waveform], mixture: Waveform, config: StftConfig
) -> dict[str, Waveform]:
    waveforms = [synthesise(one, config, n_samples=len(mixture)) for one in sources]
    return dict(zip(estimates, waveforms, strict=True))
