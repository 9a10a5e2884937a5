"""Buses of a mix: sends to a room and a hall, then the stem buses and the mix bus, each with one common gain.

Every sub-stem sends a little of itself into the room and the hall, which are decaying noise in four bands. The stem
buses and the mix bus process their sub-stems by one common gain, so they still add up. Every sound has shape (2, n).
"""

from collections.abc import Iterable, Mapping
from functools import reduce
from operator import add

import numpy as np
from scipy.fft import irfft, next_fast_len, rfft

from lasaft_nb.audio.levels import decibels_to_gain
from lasaft_nb.sources import PARTS, SOURCES
from lasaft_nb.synth.keyed_random import SAMPLE_RATE, KeyedRandom, Samples
from lasaft_nb.synth.mixing.processors import compressor_gain, limiter_gain, loudness
from lasaft_nb.synth.styles import STYLES

BANDS = ((150, 700, 1.1), (700, 3000, 1.0), (3000, 7000, 0.7), (7000, 14000, 0.4))  # Hz, Hz, share of the decay
LONGEST = 2.6  # seconds


class Reverb:
    """Convolution with a drawn impulse response: the sound's middle in, two sides out."""

    def __init__(self, random: KeyedRandom, *, t60: float, size: float, n_samples: int) -> None:
        """``t60``: seconds until the tail is 60 dB down; ``size``: 0 small to 1 large."""
        self.n_samples = n_samples
        self.length = int(min(t60 * 1.1, LONGEST) * SAMPLE_RATE)
        self.n_fft = next_fast_len(n_samples + self.length, True)
        sides = [self._response(random.child("ir", side), t60, size) for side in range(2)]
        self.responses = [rfft(response, self.n_fft) for response in sides]

    def __call__(self, sound: Samples) -> Samples:
        """Reverberation (2, n) of ``sound`` (2, n)."""
        spectrum = rfft(0.5 * (sound[0] + sound[1]), self.n_fft)
        return np.stack([irfft(spectrum * response, self.n_fft)[: self.n_samples] for response in self.responses])

    def _response(self, random: KeyedRandom, t60: float, size: float) -> Samples:
        times = np.arange(self.length) / SAMPLE_RATE
        noise = rfft(random.noise(self.length))
        frequencies = np.arange(len(noise)) * SAMPLE_RATE / self.length
        tail = np.zeros(self.length)
        for low, high, share in BANDS:
            band = (frequencies >= low) & (frequencies < high)
            tail += irfft(noise * band, self.length) * np.exp(-6.9 * times / (t60 * share))
        tail *= np.minimum(1, times / (0.004 + 0.02 * size))
        tail /= np.sqrt((tail**2).sum())
        for number in range(7):
            delay = int((0.004 + size * 0.045 * (number + random.uniform(0, 1)) / 7) * SAMPLE_RATE)
            if delay < self.length:
                tail[delay] += random.pick((-1, 1)) * 0.35 * 0.8**number
        before = int((0.005 + 0.03 * size) * SAMPLE_RATE)
        return np.concatenate([np.zeros(before), tail])[: self.length]


SENDS = {  # to the room, to the hall
    "kick": (0.03, 0.0),
    "snare": (0.22, 0.06),
    "hihat": (0.12, 0),
    "bass": (0.02, 0),
    "piano": (0.12, 0.08),
    "guitar": (0.14, 0.06),
    "female": (0.08, 0.16),
    "male": (0.08, 0.14),
}


def placed(sounds: dict[str, Samples], style: str, random: KeyedRandom) -> dict[str, Samples]:
    """``sounds`` (2, n) with reverberation, each its own."""
    n_samples = next(iter(sounds.values())).shape[-1]
    t60, size = random.uniform(0.25, 0.6), random.uniform(0.1, 0.4)
    room = Reverb(random.child("room"), t60=t60, size=size, n_samples=n_samples)
    t60 = random.uniform(0.9, 2.2) * (1.25 if style == "ballad" else 1)
    hall = Reverb(random.child("hall"), t60=t60, size=random.uniform(0.5, 1), n_samples=n_samples)
    wet = random.uniform(0.5, 1.5)
    sends = {part: {room: wet * 2 * SENDS[part][0], hall: wet * 2 * SENDS[part][1]} for part in sounds}
    return {part: _sent(sound, sends[part]) for part, sound in sounds.items()}


def _sent(sound: Samples, sends: dict[Reverb, float]) -> Samples:
    if not np.any(sound):
        return sound
    out = sound.copy()
    for reverb, amount in sends.items():
        if amount:
            out += amount * reverb(sound)
    return out


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
