"""The bass's notes as one sub-stem: fingered, picked, slapped, synthesised, or little but its fundamental."""

from dataclasses import dataclass

import numpy as np
from scipy.signal import lfilter

from lasaft_nb.synth.instruments.modal import decay, faded_in, hertz, modes, place, released, stepped
from lasaft_nb.synth.keyed_random import SAMPLE_RATE, KeyedRandom, Samples
from lasaft_nb.synth.song import Note, Song


@dataclass(frozen=True)
class Patch:
    """How a bass sounds."""

    cutoff: float  # Hz
    pluck_place: float  # of the string's length; 0 for a synthesiser
    decay: float  # seconds
    click: float  # level of the attack's noise


PATCHES = {
    "finger": Patch(900, 0.22, 2.6, 0.02),
    "pick": Patch(1900, 0.12, 2.4, 0.06),
    "slap": Patch(3000, 0.1, 2.0, 0.12),
    "synth": Patch(1300, 0, 1.6, 0),
    "sub": Patch(420, 0, 2.2, 0),
}


def render(song: Song, n_samples: int, random: KeyedRandom) -> Samples:
    """Sound (2, n), in the middle."""
    notes = sorted(song.notes["bass"], key=lambda note: (note.start, note.duration, note.pitch, note.velocity))
    instrument = _Bass(song.bass_patch, random)
    out = np.zeros(n_samples)
    for number, note in enumerate(notes):
        held = note.duration
        if number + 1 < len(notes):
            held = min(held, notes[number + 1].start - note.start)
        if held > 0.02:
            sound = instrument.note(int(note.pitch), stepped(note.velocity, 6))
            place(out, released(sound, int(held * SAMPLE_RATE), 0.03), note.start)
    if instrument.patch.pluck_place:
        _add_fingers(out, notes, random)
    return np.stack([out, out]) * 0.7071


class _Bass:
    """Renders a note once for each loudness."""

    def __init__(self, name: str, random: KeyedRandom) -> None:
        self.name, self.patch, self.random = name, PATCHES[name], random
        self.cutoff = self.patch.cutoff * random.uniform(0.8, 1.3)
        self.square = name == "synth" and random.chance(0.4)
        self.drive = random.uniform(0.3, 1.0) if name == "sub" else random.uniform(0.6, 2.2)
        self._rendered: dict[tuple[int, int], Samples] = {}

    def note(self, pitch: int, velocity: int) -> Samples:
        """MIDI pitch, ``velocity`` 1..6."""
        key = pitch, velocity
        if key not in self._rendered:
            self._rendered[key] = self._render(pitch, velocity / 6.0, self.random.child(*key))
        return self._rendered[key]

    def _render(self, pitch: int, v: float, random: KeyedRandom) -> Samples:
        f0 = hertz(pitch)
        k = np.arange(1, int(min(70, 8000 / f0)) + 1, dtype=np.float64)
        partials, amplitudes, t60 = self._string(f0, k, v) if self.patch.pluck_place else self._oscillator(f0, k, v)
        phases = random.uniforms(-0.2, 0.2, len(k)) if self.patch.pluck_place else np.zeros(len(k))
        sound = modes(partials, t60, amplitudes, phases - np.pi / 2, int(2.6 * SAMPLE_RATE))
        if self.patch.click:
            n = int(0.02 * SAMPLE_RATE)
            noise = random.noise(n) * decay(n, 0.004)
            sound[:n] += self.patch.click * np.max(np.abs(sound[:4000])) * noise
        sound = np.tanh(self.drive * sound / (np.max(np.abs(sound)) + 1e-9)) / self.drive
        return faded_in(sound, 40) * (0.35 + 0.65 * v)

    def _string(self, f0: float, k: Samples, v: float) -> tuple[Samples, Samples, Samples]:
        partials = f0 * k * np.sqrt(1 + 1e-4 * k * k)
        roll_off = 1 + (partials / (self.cutoff * (0.4 + v))) ** 2
        amplitudes = np.abs(np.sin(np.pi * k * self.patch.pluck_place)) / k**0.8 / roll_off
        return partials, amplitudes, self.patch.decay * 2.2 / (1 + (partials / 700.0) ** 0.9)

    def _oscillator(self, f0: float, k: Samples, v: float) -> tuple[Samples, Samples, Samples]:
        partials = f0 * k
        if self.name == "synth":
            amplitudes = 1.0 / k / (1 + (partials / (self.cutoff * (0.4 + v))) ** 4)
        else:
            amplitudes = 1 / k**2.4
        if self.square:
            amplitudes = amplitudes * (k % 2)
        return partials, amplitudes, 6.0 / (1 + (partials / 600.0) ** 1.2)


def _add_fingers(out: Samples, notes: list[Note], random: KeyedRandom) -> None:
    """Noise of fingers and frets just before some notes."""
    n = int(0.05 * SAMPLE_RATE)
    for note in notes:
        if random.chance(0.25):
            noise = lfilter([1, -1], [1, -0.6], random.noise(n)) * np.hanning(n)
            place(out, noise, max(0, note.start - 0.04), 0.006)
