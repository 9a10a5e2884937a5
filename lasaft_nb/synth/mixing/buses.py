"""Stem buses and the mix bus. Each processes its sub-stems by one common gain, so they still add up.

Every sound has shape (2, n).
"""

from collections.abc import Iterable, Mapping
from functools import reduce
from operator import add

import numpy as np

from lasaft_nb.audio.levels import decibels_to_gain
from lasaft_nb.sources import PARTS, SOURCES
from lasaft_nb.synth.keyed_random import SAMPLE_RATE, KeyedRandom, Samples
from lasaft_nb.synth.mixing.processors import compressor_gain, limiter_gain, loudness
from lasaft_nb.synth.styles import STYLES

LEVELS = {"vocals": -0.8, "drums": -0.6, "bass": -4.2, "other": -0.8}  # LU around the mix's reference
COMPRESSORS = {  # threshold in dB, ratio, attack and release in seconds
    "vocals": (-20, 2.5, 0.005, 0.15),
    "drums": (-14, 2.5, 0.012, 0.12),
    "bass": (-20, 3, 0.01, 0.15),
    "other": (-16, 2, 0.01, 0.2),
}
LOWEST, HIGHEST = -9.0, 0.0  # dB: no stem's energy against all others leaves this range


def total(sounds: Iterable[Samples]) -> Samples:
    """Sum of at least one sound."""
    return reduce(add, sounds)


def bus(sounds: Mapping[str, Samples], source: str) -> Samples:
    """Sum (2, n) of a source's sub-stems."""
    return total(sounds[part] for part in PARTS[source])


def balanced(sounds: dict[str, Samples], style: str, random: KeyedRandom) -> dict[str, Samples]:
    """Stems compressed and at their loudness in the mix."""
    out = dict(sounds)
    for source in SOURCES:
        mixed = bus(sounds, source)
        if not np.any(mixed):
            continue
        measured = loudness(mixed)
        level = -20 + LEVELS[source] + STYLES[style].stem_levels.get(source, 0) + random.uniform(-2.2, 2.2)
        heard = _sides(mixed) * decibels_to_gain(level - measured)
        threshold, ratio, attack, release = COMPRESSORS[source]
        gain = compressor_gain(heard, threshold=threshold, ratio=ratio, attack=attack, release=release)
        gain = gain * decibels_to_gain(level - loudness(mixed * gain))
        out.update({part: sounds[part] * gain for part in PARTS[source]})
    return clamped(out)


def clamped(sounds: dict[str, Samples], rounds: int = 3) -> dict[str, Samples]:
    """Stems scaled until none is buried or alone: energy against the rest, over its active seconds, within bounds."""
    out = dict(sounds)
    for _ in range(rounds):
        for source in SOURCES:
            buses = {name: bus(out, name) for name in SOURCES}
            if not np.any(buses[source]):
                continue
            own = _energies(buses[source])
            rest = _energies(total(buses[name] for name in SOURCES if name != source))
            active = own > 1e-2 * own.max()
            ratio = 10 * np.log10(own[active].sum() / max(rest[active].sum(), 1e-12))
            gain = decibels_to_gain(min(HIGHEST, max(LOWEST, ratio)) - ratio)
            out.update({part: out[part] * gain for part in PARTS[source]})
    return out


def mastered(sounds: dict[str, Samples], random: KeyedRandom) -> dict[str, Samples]:
    """Glue compression, loudness, limiter and 20-ms fades, as one gain on everything."""
    mixture = total(sounds.values())
    glue = compressor_gain(_sides(mixture), threshold=-16, ratio=1.8, attack=0.02, release=0.2)
    mixture = mixture * glue
    level = decibels_to_gain(random.uniform(-15.5, -11.5) - loudness(mixture))
    ceiling = random.child("ceiling").uniform(0.82, 0.95)
    limit = limiter_gain(np.max(np.abs(mixture), axis=0) * level, ceiling=ceiling)
    gain = glue * level * limit * _fades(mixture.shape[-1])
    return {part: sound * gain for part, sound in sounds.items()}


def _sides(sound: Samples) -> Samples:
    """Level that a compressor hears: root of the mean of both sides' squares."""
    return np.sqrt(0.5 * (sound[0] ** 2 + sound[1] ** 2))


def _energies(sound: Samples) -> Samples:
    """Energy in each second."""
    n_seconds = max(1, sound.shape[-1] // SAMPLE_RATE)
    return (sound[:, : n_seconds * SAMPLE_RATE] ** 2).reshape(sound.shape[0], n_seconds, -1).sum(2).sum(0)


def _fades(n_samples: int) -> Samples:
    fades, length = np.ones(n_samples), int(0.02 * SAMPLE_RATE)
    fades[:length] = np.linspace(0, 1, length) ** 2
    fades[-length:] = np.linspace(1, 0, length) ** 2
    return fades
