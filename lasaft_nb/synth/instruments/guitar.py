"""The guitar's notes as one stereo sub-stem, now and then double-tracked: strings, a body, an amplifier.

Every sound has shape (n,) until it is placed between left and right.
"""

from collections.abc import Sequence

import numpy as np
from scipy.signal import butter, lfilter, resample_poly, sosfilt

from lasaft_nb.synth.instruments.modal import balance, decay, faded_in, hertz, modes, place, released, stepped
from lasaft_nb.synth.keyed_random import SAMPLE_RATE, KeyedRandom, Samples
from lasaft_nb.synth.song import Song

Resonance = tuple[float, float, float]  # Hz, bandwidth in Hz, gain
BODY: tuple[Resonance, ...] = (
    (98, 14, 0.9),
    (204, 22, 0.8),
    (390, 60, 0.4),
    (560, 80, 0.3),
    (1100, 300, 0.3),
    (2400, 900, 0.35),
)
CABINET: tuple[Resonance, ...] = ((120, 60, 0.8), (2600, 900, 1.2), (3600, 900, 0.6))
DAMPING = {0: 1.0, 1: 0.07, 2: 0.045}  # of the decay, by how the hand lies on the strings


class Guitar:
    """Plucked strings with two polarisations; renders a note once for each loudness, damping and variant."""

    def __init__(self, random: KeyedRandom, *, acoustic: bool) -> None:
        self.random, self.acoustic = random, acoustic
        self.pluck_place = random.uniform(0.12, 0.25) if acoustic else random.uniform(0.1, 0.2)
        self.plectrum = random.uniform(2200, 5200)  # Hz
        self.pickup_place = random.uniform(0.08, 0.25)
        self._rendered: dict[tuple[int, int, int, int], Samples] = {}

    def note(self, pitch: int, velocity: int, damping: int, variant: int) -> Samples:
        """MIDI pitch, ``velocity`` 1..6, ``damping`` of `DAMPING`."""
        key = pitch, velocity, damping, variant
        if key not in self._rendered:
            self._rendered[key] = self._render(pitch, velocity / 6.0, damping, self.random.child(*key))
        return self._rendered[key]

    def _render(self, pitch: int, v: float, damping: int, random: KeyedRandom) -> Samples:
        f0 = hertz(pitch) * 2 ** (random.gaussian(3) / 1200)
        k = np.arange(1, int(min(56, 14000 / f0)) + 1)
        partials = f0 * k * np.sqrt(1 + 4e-5 * 2 ** ((pitch - 40) / 12 * 0.3) * k * k)
        place = self.pluck_place + random.gaussian(0.01)
        roll_off = np.sqrt(1 + (partials / (self.plectrum * (0.5 + v))) ** 4)
        amplitudes = np.abs(np.sin(np.pi * k * place)) / k**0.9 / roll_off
        if self.acoustic:
            t60 = 4.2 / (1 + (partials / 1900.0) ** 0.8)
        else:
            amplitudes = amplitudes * k**0.25 * (np.abs(np.sin(np.pi * k * self.pickup_place)) + 0.1)
            t60 = 5.5 / (1 + (partials / 1500.0) ** 0.9)
        if damping:
            t60 = t60 * DAMPING[damping]
        phases = [random.uniforms(-0.3, 0.3, len(k)), random.uniforms(-0.3, 0.3, len(k))]
        sound = modes(
            np.concatenate([partials, partials * 1.0006]),
            np.concatenate([t60, t60 * 0.5]),
            np.concatenate([amplitudes, 0.5 * amplitudes]),
            np.concatenate(phases) - np.pi / 2,
            int((0.5 if damping else 3.6) * SAMPLE_RATE),
        )
        n = int(0.012 * SAMPLE_RATE)
        pick = random.noise(n) * decay(n, 0.002)
        sound[:n] += 0.10 * (0.3 + v) * np.max(np.abs(sound[:3000])) * pick * (1 if self.acoustic else 0.4)
        return faded_in(sound, 20) * v


def resonant(sound: Samples, resonances: Sequence[Resonance], dry: float) -> Samples:
    """``dry`` times the sound, and resonances in parallel: a body or a cabinet."""
    out = dry * sound
    for frequency, bandwidth, gain in resonances:
        radius = np.exp(-np.pi * bandwidth / SAMPLE_RATE)
        angle = 2 * np.pi * frequency / SAMPLE_RATE
        numerator = [(1 - radius), 0, -(1 - radius)]
        out = out + gain * lfilter(numerator, [1, -2 * radius * np.cos(angle), radius * radius], sound)
    return out


def amplified(sound: Samples, drive: float, random: KeyedRandom) -> Samples:
    """Saturation at four times the rate (so that it does not alias), then a cabinet."""
    nyquist = SAMPLE_RATE / 2
    sound = sosfilt(butter(2, 110 / nyquist, "high", output="sos"), sound)
    rms = np.sqrt(np.mean(sound**2) + 1e-12)
    fine = resample_poly(sound / (rms * 4), 4, 1)
    out = resample_poly(np.tanh(drive * fine + 0.12 * drive) - np.tanh(0.12 * drive), 1, 4)
    edges = [85 / nyquist, random.uniform(4200, 5600) / nyquist]
    return resonant(sosfilt(butter(2, edges, "band", output="sos"), out), CABINET, 0.8)


DRIVES = {"power": (6, 16), "crunch_strum": (2.5, 5), "clean": (0.4, 1.1)}  # of the amplifier


def render(song: Song, n_samples: int, random: KeyedRandom) -> Samples:
    """Sound (2, n): one take on a side, or two takes left and right."""
    if not song.notes["guitar"]:
        return np.zeros((2, n_samples))
    part = song.guitar_part
    drives = {name: random.uniform(*bounds) for name, bounds in DRIVES.items()}
    drive = drives.get(part, drives["clean"])
    doubled = part in ("power", "crunch_strum", "acoustic_strum") and random.chance(0.75)
    body = [(frequency * random.uniform(0.92, 1.08), width, gain) for frequency, width, gain in BODY]
    takes = []
    for number in range(2 if doubled else 1):
        take_random = random.child("take", number)
        sound = _take(song, n_samples, take_random, first=number == 0)
        if part.startswith("acoustic"):
            takes.append(resonant(sound, body, 0.55))
        else:
            sound = amplified(sound, drive, (take_random if number else random).child("amp"))
            takes.append(_chorus(sound) if drive < 1.5 and random.child("chorus").chance(0.4) else sound)
    if doubled:
        width = random.uniform(0.75, 1.0)
        return balance(takes[0], 0.5 - width / 2) + balance(takes[1], 0.5 + width / 2)
    return balance(takes[0], 0.5 + random.pick((-1, 1)) * random.uniform(0.05, 0.35))


def _take(song: Song, n_samples: int, random: KeyedRandom, *, first: bool) -> Samples:
    """All notes (n,); the second take is played a little apart from the first."""
    instrument = Guitar(random, acoustic=song.guitar_part.startswith("acoustic"))
    out = np.zeros(n_samples)
    muted = 1 if song.guitar_part in ("power", "muted") else 2
    for note in sorted(song.notes["guitar"], key=lambda note: note.start):
        velocity = stepped(note.velocity + random.gaussian(0.04), 6)
        damping = 0 if note.articulation == "open" else muted
        sound = instrument.note(int(note.pitch), velocity, damping, random.integer(0, 1))
        sound = released(sound, int(note.duration * SAMPLE_RATE), 0.035)
        late = 0 if first else random.gaussian(0.006)
        place(out, sound, max(0, note.start + late))
    return out


def _chorus(sound: Samples) -> Samples:
    """The sound and a copy whose delay sways (12 ms, 0.6 Hz)."""
    n = np.arange(len(sound))
    delay = (0.012 + 0.003 * np.sin(2 * np.pi * 0.6 * n / SAMPLE_RATE)) * SAMPLE_RATE
    return sound + 0.6 * np.interp(n - delay, n, sound)
