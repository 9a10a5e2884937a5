"""A guitar's strings, its body, and an amplifier.

Every sound has shape (n,).
"""

from collections.abc import Sequence

import numpy as np
from scipy.signal import butter, lfilter, resample_poly, sosfilt

from lasaft_nb.synth import SAMPLE_RATE
from lasaft_nb.synth.instruments.modal import Samples, decay, faded_in, hertz, modes
from lasaft_nb.synth.keyed_random import KeyedRandom

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
