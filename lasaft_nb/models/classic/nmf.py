"""Spectrograms taken apart without training: non-negative matrix factorisation, and harmonic-percussive separation.

NMF takes a magnitude for a sum of fixed spectra that become louder and softer: V (t, f) is nearly H (t, k) times W
(k, f), k components, each a spectrum (template) and its level over time. A source is a set of components. Which
components belong to which source the factorisation does not say (lecture 004, claim C50).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from lasaft_nb.audio.waveform import Waveform
from lasaft_nb.errors import UserError, extra
from lasaft_nb.spectrogram import StftConfig
from lasaft_nb.spectrogram.stft import Magnitude, analyse, synthesise

TINY = 1e-10


@dataclass(frozen=True)
class Factors:
    """Levels over time (t, k) and templates (k, f), all non-negative."""

    levels: Magnitude
    templates: Magnitude

    def magnitude(self, labels: Sequence[str], name: str) -> Magnitude:
        """Sum (t, f) of the components that are labelled ``name``; zeros where there is none."""
        chosen = np.array(labels) == name
        return self.levels[:, chosen] @ self.templates[chosen]


def mono_magnitude(waveform: Waveform, config: StftConfig) -> Magnitude:
    """Waveform (n, c) to magnitude (t, f), the mean over channels."""
    return np.abs(analyse(waveform, config)).mean(axis=0)


def factorise(magnitude: Magnitude, *, n_components: int, n_iterations: int = 200, seed: int = 0) -> Factors:
    """Learn templates and levels of a magnitude (t, f) by multiplicative updates of the Kullback-Leibler divergence."""
    model = _nmf(n_components, n_iterations, seed)
    levels = model.fit_transform(magnitude + TINY)
    return Factors(levels, model.components_)


def levels_of(magnitude: Magnitude, templates: Magnitude, *, n_iterations: int = 100, seed: int = 0) -> Factors:
    """Find the levels (t, k) with which given templates (k, f) explain a magnitude (t, f) best."""
    model = _nmf(len(templates), n_iterations, seed)
    model.components_ = templates.astype(magnitude.dtype)
    model.n_components_ = len(templates)
    return Factors(model.transform(magnitude + TINY), templates)


def separate(
    mixture: Waveform, factors: Factors, labels: Sequence[str], *, names: Sequence[str], config: StftConfig
) -> dict[str, Waveform]:
    """Give every source its share of each bin, by the components that carry its label; the phase is the mixture's.

    Args:
        mixture: (n, c).
        factors: of the mixture's magnitude.
        labels: one name for each component.
        names: sources to give.
        config: STFT of the factors.

    Returns:
        {name: (n, c)}.
    """
    if len(labels) != len(factors.templates):
        raise UserError(f"labels must name each of the {len(factors.templates)} components, got {len(labels)}")
    spectrogram = analyse(mixture, config)
    everything = factors.levels @ factors.templates + TINY
    masks = {name: (factors.magnitude(labels, name) + TINY / len(names)) / everything for name in names}
    return {name: synthesise(mask * spectrogram, config, n_samples=len(mixture)) for name, mask in masks.items()}


def label_by_stems(factors: Factors, stems: Mapping[str, Waveform], config: StftConfig) -> list[str]:
    """Oracle assignment: each component to the true source (n, c) that holds most of its magnitude."""
    power = np.stack([mono_magnitude(stem, config) ** 2 for stem in stems.values()])
    shares = power / (power.sum(axis=0) + TINY)
    held = np.einsum("t k, s t f, k f -> s k", factors.levels, shares, factors.templates, optimize=True)
    return [list(stems)[index] for index in held.argmax(axis=0)]


def label_blindly(factors: Factors, names: Sequence[str], *, seed: int = 0) -> list[str]:
    """Blind assignment: components of similar spectrum together (k-means), the groups named at random.

    Nothing in a mixture says which group is the voice, so the names are drawn with ``seed``.
    """
    with extra("evaluate"):
        from sklearn.cluster import KMeans

    spectra = np.log(factors.templates / (factors.templates.sum(axis=1, keepdims=True) + TINY) + 1e-6)
    groups = KMeans(n_clusters=len(names), n_init=10, random_state=seed).fit_predict(spectra)
    order = np.random.default_rng(seed).permutation(len(names))
    return [names[order[group]] for group in groups]


def _nmf(n_components: int, n_iterations: int, seed: int) -> Any:
    with extra("evaluate"):
        from sklearn.decomposition import NMF

    return NMF(
        n_components,
        init="random",
        solver="mu",
        beta_loss="kullback-leibler",
        max_iter=n_iterations,
        tol=0,  # a fixed number of iterations
        random_state=seed,
    )


def hpss(mixture: Waveform, *, config: StftConfig | None = None, kernel_size: int = 31) -> dict[str, Waveform]:
    """Split a mixture (n, c) into ``harmonic`` and ``percussive`` (n, c), which add up to it.

    A tone is a horizontal line of the spectrogram and a stroke a vertical one. A median filter along time keeps lines,
    one along frequency keeps strokes; a bin goes to both in proportion to the squares of the two.

    Args:
        mixture: waveform.
        config: STFT; 2048/1024 samples when not given.
        kernel_size: length of both median filters, in frames and in bins.
    """
    with extra("evaluate"):
        from librosa.decompose import hpss as split

    config = config or StftConfig()
    spectrogram = analyse(mixture, config)
    harmonic, percussive = split(spectrogram.swapaxes(1, 2), kernel_size=kernel_size)
    parts = {"harmonic": harmonic, "percussive": percussive}
    return {name: synthesise(part.swapaxes(1, 2), config, n_samples=len(mixture)) for name, part in parts.items()}
