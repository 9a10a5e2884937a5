"""Kick, snare and hi-hat as three stereo sub-stems, by a drum kit of its own for every song.

Membranes, wires and cymbals are modes and shaped noise. Every sound, and what changes in it, has shape (n,).
"""

from collections.abc import Callable

import numpy as np
from scipy.signal import butter, sosfilt

from lasaft_nb.synth.instruments.modal import balance, modes, stepped
from lasaft_nb.synth.keyed_random import SAMPLE_RATE, KeyedRandom, Samples
from lasaft_nb.synth.song import Note, Song


class DrumKit:
    """Draws its tuning once, then renders each stroke at six velocities and a few variants."""

    def __init__(self, random: KeyedRandom, kind: str) -> None:
        """``kind`` is ``acoustic`` or ``electro``."""
        draw = random.uniform
        self.random, self.electronic = random, kind == "electro"
        self.kick_frequency = draw(42, 58)
        self.kick_sweep = draw(150, 380) if self.electronic else draw(90, 220)
        self.kick_glide = draw(0.012, 0.03)
        self.kick_length = draw(0.22, 0.55) if self.electronic else draw(0.16, 0.32)
        self.kick_click = draw(0.15, 0.5)
        self.snare_frequency = draw(170, 235)
        self.snare_length = draw(0.09, 0.2)
        self.snare_wires = draw(0.9, 1.9)
        self.snare_low = draw(900, 2200)
        self.hat_low = draw(4500, 7500)
        self.hat_frequencies = np.sort(np.exp(random.uniforms(np.log(2800), np.log(15500), 70)))
        self.hat_amplitudes = random.uniforms(0.2, 1, 70)
        self.cymbal_frequencies = np.sort(np.exp(random.uniforms(np.log(350), np.log(14500), 110)))
        self.cymbal_amplitudes = random.uniforms(0.2, 1, 110)
        self.tom_frequency = draw(85, 150)
        self._strokes: dict[str, Callable[[float, KeyedRandom], Samples]] = {
            "kick": self._kick,
            "snare": self._snare,
            "rim": self._rim,
            "tom": self._tom,
            "closed": self._closed,
            "open": self._open,
            "ride": self._ride,
            "crash": self._crash,
        }
        self._rendered: dict[tuple[str, int, int], Samples] = {}

    def stroke(self, articulation: str, velocity: int, variant: int) -> Samples:
        """One stroke; ``velocity`` 1..6."""
        key = articulation, velocity, variant
        if key not in self._rendered:
            self._rendered[key] = self._strokes[articulation](velocity / 6.0, self.random.child(*key))
        return self._rendered[key]

    def _kick(self, v: float, random: KeyedRandom) -> Samples:
        n = int((self.kick_length * 1.8 + 0.1) * SAMPLE_RATE)
        t = seconds(n)
        glide = self.kick_frequency + self.kick_sweep * v**0.5 * np.exp(-t / self.kick_glide) + 30 * np.exp(-t / 0.06)
        body = gliding(glide) * np.exp(-t / (self.kick_length / 2.5)) * np.minimum(1, t / 0.0008)
        click = band(random.noise(n), 1500, 6500 + 4000 * v) * np.exp(-t / 0.006)
        shell_frequencies = [self.kick_frequency * 2.3, self.kick_frequency * 3.6, 410]
        shell = modes(shell_frequencies, [0.14, 0.09, 0.05], [0.25, 0.15, 0.1], random.uniforms(-1, 1, 3), n)
        room = band(random.noise(n), 200, 3000) * np.exp(-t / 0.035) * 0.05
        return np.tanh(1.4 * (body + self.kick_click * (0.3 + v) * click * 1.3 + 0.5 * shell * v + room)) * v

    def _snare(self, v: float, random: KeyedRandom) -> Samples:
        n = int((self.snare_length * 3.5 + 0.12) * SAMPLE_RATE)
        t = seconds(n)
        body = gliding(self.snare_frequency * (1 + 0.1 * v * np.exp(-t / 0.02))) * np.exp(-t / 0.055)
        overtones = self.snare_frequency * np.array([1.59, 1.83, 2.3, 2.92, 3.5])
        t60, amplitudes = [0.16, 0.13, 0.1, 0.08, 0.07], [0.5, 0.35, 0.25, 0.2, 0.15]
        body += modes(overtones, t60, amplitudes, random.uniforms(-2, 2, 5), n)
        noise = random.noise(n)
        wires = band(noise, self.snare_low, None, 1) * np.exp(-t / (self.snare_length * (0.5 + 0.5 * v)))
        wires = wires + band(noise, 300, 5000, 1) * np.exp(-t / 0.03) * 0.7
        if self.electronic:
            wires = 0.5 * wires + 0.7 * band(noise, 900, 4500, 2) * _clap(t)
        return np.tanh(1.2 * (0.75 * body + self.snare_wires * 0.42 * wires * (0.35 + 0.65 * v))) * v

    def _rim(self, v: float, random: KeyedRandom) -> Samples:
        n = int(0.12 * SAMPLE_RATE)
        frequencies = np.array([480, 1700, 2650, 4200]) * random.uniform(0.97, 1.03)
        sound = modes(frequencies, [0.05, 0.04, 0.03, 0.02], [0.6, 1, 0.5, 0.3], random.uniforms(-2, 2, 4), n)
        sound += band(random.noise(n), 2000, None) * np.exp(-seconds(n) / 0.004) * 0.4
        return sound * 0.6 * v

    def _tom(self, v: float, random: KeyedRandom) -> Samples:
        n = int(0.5 * SAMPLE_RATE)
        t = seconds(n)
        frequency = self.tom_frequency * random.pick((1, 1.25, 1.5))
        sound = gliding(frequency * (1 + 0.25 * np.exp(-t / 0.04))) * np.exp(-t / 0.13)
        overtones = frequency * np.array([1.5, 2.0, 2.44, 3.1])
        sound += modes(overtones, [0.2, 0.15, 0.1, 0.1], [0.3, 0.2, 0.15, 0.1], random.uniforms(-2, 2, 4), n)
        sound += band(random.noise(n), 800, 6000) * np.exp(-t / 0.012) * 0.3
        return np.tanh(1.2 * sound) * v

    def _hat(self, v: float, random: KeyedRandom, length: float, n: int) -> Samples:
        t = seconds(n)
        frequencies = self.hat_frequencies * random.uniform(0.995, 1.005)
        t60 = length * 6.9 * (6000 / self.hat_frequencies) ** 0.4
        metal = modes(frequencies, t60, self.hat_amplitudes * 0.06, random.uniforms(-3, 3, 70), n)
        hiss = band(random.noise(n), self.hat_low * (1.15 - 0.3 * v), None) * np.exp(-t / length) * 0.35
        stick = band(random.noise(n), 2500, None) * np.exp(-t / 0.003) * 0.3
        return (band(metal, 2500, None) + hiss + stick) * v**1.2

    def _closed(self, v: float, random: KeyedRandom) -> Samples:
        return self._hat(v, random, random.uniform(0.016, 0.03), int(0.16 * SAMPLE_RATE))

    def _open(self, v: float, random: KeyedRandom) -> Samples:
        return self._hat(v, random, random.uniform(0.12, 0.22), int(0.75 * SAMPLE_RATE))

    def _ride(self, v: float, random: KeyedRandom) -> Samples:
        n = int(1.6 * SAMPLE_RATE)
        t60 = 1.4 * (3000 / self.cymbal_frequencies) ** 0.3
        phases = random.uniforms(-3, 3, 110)
        metal = modes(self.cymbal_frequencies * 1.2, t60, self.cymbal_amplitudes * 0.02, phases, n)
        stick = band(random.noise(n), 5000, None) * np.exp(-seconds(n) / 0.05) * 0.12
        return (band(metal, 700, None) + stick) * v * 0.8

    def _crash(self, v: float, random: KeyedRandom) -> Samples:
        n = int(2.4 * SAMPLE_RATE)
        t = seconds(n)
        t60 = 2.4 * (2500 / self.cymbal_frequencies) ** 0.35
        phases = random.uniforms(-3, 3, 110)
        sound = modes(self.cymbal_frequencies, t60, self.cymbal_amplitudes * 0.035, phases, n)
        sound = sound + band(random.noise(n), 3000, None) * np.exp(-t / 0.45) * 0.16
        return band(sound, 300, None) * v * 0.9 * np.minimum(1, t / 0.004 + 0.3)


def _clap(t: Samples) -> Samples:
    """Envelope of four hands, the last one ringing."""
    hands = [
        1.0 * (t > delay) * np.exp(-(t - delay).clip(0) / (0.006 if delay < 0.03 else 0.09))
        for delay in (0, 0.011, 0.021, 0.032)
    ]
    return hands[0] + hands[1] + hands[2] + hands[3]


DRUMS = ("kick", "snare", "hihat")


def render(song: Song, n_samples: int, random: KeyedRandom) -> dict[str, Samples]:
    """Each drum (2, n)."""
    kit = DrumKit(random.child("kit"), song.drum_kit)
    places = {"kick": 0.5, "snare": 0.5 + random.uniform(-0.06, 0.06)}
    places["hihat"] = 0.5 + random.pick((-1, 1)) * random.uniform(0.08, 0.3)
    return {drum: _drum(song.notes[drum], kit, places[drum], n_samples, random) for drum in DRUMS}


def _drum(notes: list[Note], kit: DrumKit, place: float, n_samples: int, random: KeyedRandom) -> Samples:
    main, toms = np.zeros(n_samples), np.zeros(n_samples)
    notes = sorted(notes, key=lambda note: note.start)
    for number, note in enumerate(notes):
        variant = random.integer(0, 1 if note.articulation in ("ride", "crash") else 2)
        sound = kit.stroke(note.articulation, stepped(note.velocity, 6), variant)
        first = int(note.start * SAMPLE_RATE)
        if first >= n_samples:
            continue
        length = min(len(sound), n_samples - first)
        if note.articulation == "open" and number + 1 < len(notes):
            length = min(length, max(200, int((notes[number + 1].start - note.start) * SAMPLE_RATE)))
            sound = _choked(sound, length)
        (toms if note.articulation == "tom" else main)[first : first + length] += sound[:length]
    return balance(main, place) + np.stack([toms * 0.85, toms * 0.5])


def _choked(sound: Samples, length: int) -> Samples:
    """An open hi-hat closed by the next stroke."""
    sound = sound[:length].copy()
    n_fade = min(120, length)
    sound[length - n_fade :] *= np.linspace(1, 0, 120)[120 - n_fade :]
    return sound


NYQUIST = SAMPLE_RATE / 2  # Hz


def band(sound: Samples, low: float | None, high: float | None, order: int = 2) -> Samples:
    """Butterworth band-pass (Hz); None opens a side."""
    if low is None:
        assert high is not None
        return sosfilt(butter(order, high / NYQUIST, "low", output="sos"), sound)
    if high is None:
        return sosfilt(butter(order, low / NYQUIST, "high", output="sos"), sound)
    return sosfilt(butter(order, [low / NYQUIST, high / NYQUIST], "band", output="sos"), sound)


def seconds(n_samples: int) -> Samples:
    """Times of ``n_samples``."""
    return np.arange(n_samples) / SAMPLE_RATE


def gliding(frequency: Samples) -> Samples:
    """A sine whose frequency (Hz) glides."""
    return np.sin(2 * np.pi * np.cumsum(frequency) / SAMPLE_RATE)
