"""The piano's notes as one stereo sub-stem, on one of four keyboards: grand, upright, electric piano, organ.

A keyboard renders a note once for every loudness; its sounds have shape (n,).
"""

from abc import ABC, abstractmethod

import numpy as np
from scipy.signal import lfilter

from lasaft_nb.synth.instruments.modal import decay, faded_in, hertz, modes, place, released, stepped
from lasaft_nb.synth.keyed_random import SAMPLE_RATE, KeyedRandom, Samples
from lasaft_nb.synth.song import Note, Song


class Keyboard(ABC):
    """Renders notes, and keeps them."""

    release: float  # seconds: time constant after the key is let go

    def __init__(self, random: KeyedRandom) -> None:
        self.random = random
        self._rendered: dict[tuple[int, ...], Samples] = {}

    def note(self, pitch: int, velocity: int) -> Samples:
        """A long note; MIDI pitch, ``velocity`` 1..8."""
        key = self._key(pitch, velocity)
        if key not in self._rendered:
            self._rendered[key] = self._render(pitch, velocity / 8.0, key)
        return self._rendered[key]

    def _key(self, pitch: int, velocity: int) -> tuple[int, ...]:
        return pitch, velocity

    @abstractmethod
    def _render(self, pitch: int, v: float, key: tuple[int, ...]) -> Samples: ...


class Grand(Keyboard):
    """Three strings a note, stretched partials, a hammer that is duller when soft; or an upright's smaller ones."""

    release = 0.09

    def __init__(self, random: KeyedRandom, *, upright: bool = False) -> None:
        super().__init__(random)
        self.upright = upright
        self.brightness = random.uniform(0.75, 1.3) * (0.8 if upright else 1)
        self.detune = random.uniform(0.3, 1.1) * (2 if upright else 1)  # cents between the strings of a note
        self.hit_place = random.uniform(1 / 9.0, 1 / 7.0)  # of the string's length

    def _render(self, pitch: int, v: float, key: tuple[int, ...]) -> Samples:
        random = self.random.child(*key)
        f0 = hertz(pitch)
        stiffness = 10 ** (-3.9 + 0.029 * (pitch - 40)) * (1.8 if self.upright else 1)
        k = np.arange(1, int(min(64, 15000 / f0)) + 1)
        partials = f0 * k * np.sqrt(1 + stiffness * k * k)
        cutoff = (900 + 3800 * v**1.5) * self.brightness * (f0 / 262) ** 0.35  # Hz: the hammer's felt
        amplitudes = np.abs(np.sin(np.pi * k * self.hit_place)) / k**0.55 / (1 + (partials / cutoff) ** 2)
        amplitudes *= 10 ** (random.gaussians(3.0, len(k)) / 20)  # the soundboard's unevenness
        longest = 14.0 * 2.0 ** (-(pitch - 33) / 14.0) + 1.2
        t60 = longest / (1 + (partials / 2600.0) ** 1.1 + 0.03 * k)
        n = int(min(4.5, longest) * SAMPLE_RATE)
        strings = ((-0.5, 0.6, 1.0), (0.5, 0.4, 0.45), (0.1, 0.25, 2.2))  # detuning, level, decay
        sound = modes(
            np.concatenate([partials * 2 ** (self.detune * cents / 1200) for cents, _, _ in strings]),
            np.concatenate([t60 * longer for _, _, longer in strings]),
            np.concatenate([amplitudes * level for _, level, _ in strings]),
            np.concatenate([random.uniforms(-0.4, 0.4, len(k)) + np.pi * 1.5 for _ in strings]),
            n,
        )
        self._add_thump(sound, v, random)
        return faded_in(sound, int((0.0025 - 0.0018 * v) * SAMPLE_RATE) + 2) * v**1.3

    def _add_thump(self, sound: Samples, v: float, random: KeyedRandom) -> None:
        n = int(0.06 * SAMPLE_RATE)
        thump = lfilter([1], [1, -0.93], random.noise(n)) * decay(n, 0.012)
        sound[:n] += thump * 0.012 * (0.4 + v) * np.max(np.abs(sound[:4000]))


class ElectricPiano(Keyboard):
    """Tines before a pickup: an asymmetric saturation that grows with loudness."""

    release = 0.06

    def __init__(self, random: KeyedRandom) -> None:
        super().__init__(random)
        self.drive = random.uniform(0.5, 2.0)
        self.tine = random.uniform(0.05, 0.3)

    def _render(self, pitch: int, v: float, key: tuple[int, ...]) -> Samples:
        random = self.random.child(*key)
        f0 = hertz(pitch)
        frequencies = f0 * np.array([1, 1.001, 2.0, 4.0, 7.03, 13.9])
        amplitudes = np.array([1, 0.3, 0.12, 0.05 * v, self.tine * v, self.tine * 0.4 * v * v])
        t60 = np.array([5, 3, 3, 1.4, 0.35, 0.12]) * (262 / f0) ** 0.4
        phases = random.uniforms(-0.2, 0.2, 6) - np.pi / 2
        sound = modes(frequencies, t60, amplitudes, phases, int(3.2 * SAMPLE_RATE))
        drive = self.drive * (0.3 + v)
        sound = (np.tanh(drive * sound + 0.35 * drive) - np.tanh(0.35 * drive)) / drive
        return faded_in(sound * v**1.2, 60)


class Organ(Keyboard):
    """Nine drawbars, a key click, no dynamics."""

    release = 0.02

    def __init__(self, random: KeyedRandom) -> None:
        super().__init__(random)
        ranges = ((0.3, 1), (0, 0.7), (0.6, 1), (0.2, 0.8), (0, 0.5), (0, 0.4), (0, 0.3), (0, 0.3), (0, 0.4))
        self.drawbars = np.array([random.uniform(*bounds) for bounds in ranges])
        self.rotation = random.uniform(5.5, 7.2)  # Hz

    def _key(self, pitch: int, velocity: int) -> tuple[int, ...]:
        return (pitch,)

    def _render(self, pitch: int, v: float, key: tuple[int, ...]) -> Samples:
        frequencies = hertz(pitch) * np.array([0.5, 1.5, 1, 2, 3, 4, 5, 6, 8])
        phases = self.random.uniforms(-3, 3, 9)
        sound = modes(frequencies, np.full(9, 400.0), self.drawbars, phases, int(4 * SAMPLE_RATE))
        sound[:200] += self.random.noise(200) * np.exp(-np.arange(200) / 60.0) * 0.5
        return faded_in(np.tanh(0.5 * sound), 80) * 0.7


def keyboard(patch: str, random: KeyedRandom) -> Keyboard:
    """The keyboard called ``grand``, ``upright``, ``ep`` or ``organ``."""
    if patch == "ep":
        return ElectricPiano(random)
    return Organ(random) if patch == "organ" else Grand(random, upright=patch == "upright")


def render(song: Song, n_samples: int, random: KeyedRandom) -> Samples:
    """Sound (2, n): low notes left, high notes right."""
    left, right = np.zeros(n_samples), np.zeros(n_samples)
    if not song.notes["piano"]:
        return np.stack([left, right])
    instrument = keyboard(song.piano_patch, random)
    width = random.uniform(0.25, 0.7)
    for note in song.notes["piano"]:
        sound = instrument.note(int(note.pitch), stepped(note.velocity, 8))
        sound = released(sound, int(_held(note, song) * SAMPLE_RATE), instrument.release)
        position = min(0.95, max(0.05, 0.5 + width * (note.pitch - 60) / 48.0))
        place(left, sound, note.start, np.cos(position * np.pi / 2))
        place(right, sound, note.start, np.sin(position * np.pi / 2))
    return np.stack(_moving(left, right, song.piano_patch, instrument, random))


def _held(note: Note, song: Song) -> float:
    """Seconds: with the pedal, until just before the next bar."""
    if song.piano_part not in ("ballad", "arp", "held") or song.piano_patch not in ("grand", "upright"):
        return note.duration
    return max(note.duration, (int(note.start / song.bar + 0.02) + 1) * song.bar - note.start - 0.03)


def _moving(
    left: Samples, right: Samples, patch: str, instrument: Keyboard, random: KeyedRandom
) -> tuple[Samples, Samples]:
    """Tremolo of the electric piano, the organ's rotating speaker, the upright's late right side."""
    n = len(left)
    if patch == "ep":
        depth = 0.5 * random.uniform(0, 0.6)
        tremolo = depth * np.sin(2 * np.pi * random.uniform(3.5, 6) * np.arange(n) / SAMPLE_RATE)
        return left * (1 + tremolo), right * (1 - tremolo)
    if isinstance(instrument, Organ):
        rotation = np.sin(2 * np.pi * instrument.rotation * np.arange(n) / SAMPLE_RATE)
        return left * (1 + 0.25 * rotation), right * (1 - 0.25 * rotation)
    if patch == "upright":
        return left, np.concatenate([np.zeros(int(random.uniform(5, 25))), right])[:n]
    return left, right
