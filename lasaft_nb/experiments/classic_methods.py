"""Methods without a network as functions of a track, which ``evaluate_estimator`` scores; waveforms are (n, c)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from lasaft_nb.data.track import Track
from lasaft_nb.models.classic import nmf
from lasaft_nb.models.classic.griffin_lim import griffin_lim
from lasaft_nb.models.classic.hpss import hpss
from lasaft_nb.models.classic.oracle import oracle
from lasaft_nb.models.classic.spectrum import Magnitude, analyse
from lasaft_nb.sources import SOURCES
from lasaft_nb.spectrogram import StftConfig

CONFIG = StftConfig()  # the thesis's 2048/1024
Stems = Mapping[str, np.ndarray]


@dataclass(frozen=True, kw_only=True)
class Size:
    """How much work: components of the mixture's NMF, templates of each source, iterations, training tracks, seeds."""

    components: int
    templates: int
    iterations: int
    tracks: int
    seeds: tuple[int, ...]


def mixture_itself(track: Track) -> Stems:
    """The lower bound: the untouched mixture as the estimate of every source."""
    return dict.fromkeys(track.sources, track.mixture())


def drums_by_hpss(track: Track) -> Stems:
    """The percussive part as the drums."""
    return {"drums": hpss(track.mixture(), config=CONFIG)["percussive"]}


def griffin_lim_phase(track: Track) -> Stems:
    """The true magnitude with a phase that Griffin-Lim finds."""
    stems = track.stems()
    magnitudes = {name: np.abs(analyse(stem, CONFIG)) for name, stem in stems.items()}
    return {
        name: griffin_lim(one, CONFIG, n_samples=track.n_samples, n_iterations=16) for name, one in magnitudes.items()
    }


@dataclass(frozen=True)
class Ideal:
    """Ideal masks of one kind."""

    kind: str

    def __call__(self, track: Track) -> Stems:
        """Estimates of all sources."""
        return oracle(track.stems(), track.mixture(), kind=self.kind, config=CONFIG)


@dataclass(frozen=True)
class Factorised:
    """NMF of the mixture alone, its components labelled by the true stems or blindly."""

    size: Size
    seed: int
    blind: bool

    def __call__(self, track: Track) -> Stems:
        """Estimates of all sources."""
        mixture = track.mixture()
        options = {"n_components": self.size.components, "n_iterations": self.size.iterations, "seed": self.seed}
        factors = nmf.factorise(nmf.mono_magnitude(mixture, CONFIG), **options)
        by_stems = not self.blind and nmf.label_by_stems(factors, track.stems(), CONFIG)
        labels = by_stems or nmf.label_blindly(factors, track.sources, seed=self.seed)
        return nmf.separate(mixture, factors, labels, names=track.sources, config=CONFIG)


@dataclass(frozen=True)
class WithTemplates:
    """NMF with templates learned beforehand; without any, from the stems of the very track that is scored (a leak)."""

    size: Size
    templates: Mapping[str, Magnitude] | None = None

    def __call__(self, track: Track) -> Stems:
        """Estimates of all sources."""
        mixture, learned = track.mixture(), self.templates or learn_templates([track], self.size)
        labels = [name for name in SOURCES for _ in learned[name]]
        magnitude = nmf.mono_magnitude(mixture, CONFIG)
        stacked = np.concatenate([learned[name] for name in SOURCES])
        factors = nmf.levels_of(magnitude, stacked, n_iterations=self.size.iterations)
        return nmf.separate(mixture, factors, labels, names=SOURCES, config=CONFIG)


def learn_templates(songs: Sequence[Track], size: Size) -> dict[str, Magnitude]:
    """Templates (k, f) of every source, from the stems of some songs together."""
    options = {"n_components": size.templates, "n_iterations": size.iterations}
    stems = {name: [nmf.mono_magnitude(song.stem(name), CONFIG) for song in songs] for name in SOURCES}
    return {name: nmf.factorise(np.concatenate(parts), **options).templates for name, parts in stems.items()}
