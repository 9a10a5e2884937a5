"""Source and filter: the vocal folds' pulses, and a tract that is a cascade of resonances up to 20 kHz."""

import numpy as np

from lasaft_nb.synth.keyed_random import SAMPLE_RATE, KeyedRandom, Samples
from lasaft_nb.synth.voice.articulation import Articulation
from lasaft_nb.synth.voice.singer import CONTROL_HOP, Singer

N_FFT = 2048  # samples of one grain
W = 2 * np.pi * np.arange(N_FFT // 2 + 1) / N_FFT
FREQUENCIES = np.arange(N_FFT // 2 + 1) * SAMPLE_RATE / N_FFT  # Hz
Z1 = np.exp(-1j * W)
Z2 = Z1 * Z1


def resonance(frequency: Samples, bandwidth: Samples) -> Samples:
    """Transfer function (p, f) of two-pole resonators with gain 1 at 0 Hz; both arguments (p, 1), Hz."""
    radius = np.exp(-np.pi * bandwidth / SAMPLE_RATE)
    turn = 2 * radius * np.cos(2 * np.pi * frequency / SAMPLE_RATE)
    return (1 - turn + radius * radius) / (1 - turn * Z1 + (radius * radius) * Z2)


class Tract:
    """Transfer functions of a singer's tract at any moment of a song."""

    def __init__(self, singer: Singer, articulation: Articulation) -> None:
        self.singer, self.articulation = singer, articulation
        self.upper = self._upper_formants()

    def at(self, frames: Samples, f0: Samples) -> Samples:
        """(p, f) for control frames (p,) and fundamental frequencies (p,): high notes push the first formant up."""
        scale, width = self.singer.scale, self.singer.bandwidth
        grid = np.arange(self.articulation.formants.shape[1])
        first, second, third = np.stack([np.interp(frames, grid, f) for f in self.articulation.formants]) * scale
        nasality = np.interp(frames, grid, self.articulation.nasality)
        first = np.maximum(first, f0 * 1.02)
        out = resonance(first[:, None], (width * (60 + 0.04 * first) * (1 + 2.0 * nasality))[:, None])
        out = out * resonance(second[:, None], (width * (60 + 0.02 * second) * (1 + 2.5 * nasality))[:, None])
        out = out * resonance(third[:, None], (width * (80 + 0.02 * third) * (1 + 2.5 * nasality))[:, None])
        out = out * self.upper
        return self._through_the_nose(out, nasality) if np.any(nasality > 0.02) else out

    def _upper_formants(self) -> Samples:
        """Formants four and up, which do not move. Without those above 4 kHz a voice would end there."""
        fourth = self.singer.fourth_formant * self.singer.scale
        formants = [(fourth, 140.0), (fourth * (1 + 0.24 / self.singer.ring), 190.0)]
        frequency = formants[-1][0]
        while frequency < 20500:
            frequency += 1080 * self.singer.scale * (1 + 0.08 * np.sin(frequency / 700.0))
            formants.append((frequency, 120 + 0.055 * frequency))
        out = np.ones(len(W), complex)
        for frequency, bandwidth in formants:
            out = out * resonance(np.array([[min(frequency, 21500)]]), np.array([[float(bandwidth)]]))[0]
        return out

    def _through_the_nose(self, out: Samples, nasality: Samples) -> Samples:
        """A pole that stays and a zero that moves away from it."""
        radius = np.exp(-np.pi * 120.0 / SAMPLE_RATE)
        pole_frequency = 270.0 * self.singer.scale
        zero_frequency = 270.0 * self.singer.scale + 480 * nasality
        zero = 2 * radius * np.cos(2 * np.pi * zero_frequency / SAMPLE_RATE)
        pole = 2 * radius * np.cos(2 * np.pi * pole_frequency / SAMPLE_RATE)
        gain = ((1 - pole + radius * radius) / (1 - zero + radius * radius))[:, None]
        return out * (1 - zero[:, None] * Z1 + radius * radius * Z2) / (1 - pole * Z1 + radius * radius * Z2) * gain


LEAD = 160  # samples of a grain before its pulse: the glottal spectrum is not causal
BATCH = 256  # grains rendered at once
HIGH_PASS = 1j * FREQUENCIES / (1j * FREQUENCIES + 60.0)
LOW_PASS = 1 / (1 + (FREQUENCIES / 15500.0) ** 8)


def voiced(
    phase: Samples, *, frequency: Samples, voicing: Samples, tract: Tract, singer: Singer, random: KeyedRandom
) -> Samples:
    """The voiced sound (n,); ``phase`` in cycles (n,), ``frequency`` in Hz and ``voicing`` are control tracks.

    A grain is the inverse FFT of glottal spectrum times tract times a delay by a fraction of a sample, so the sound is
    band-limited and exact in pitch.
    """
    n_samples, grid = len(phase), np.arange(len(frequency))
    pulses = np.interp(np.arange(1, int(phase[-1])), phase, np.arange(n_samples))
    strength = np.interp(pulses / CONTROL_HOP, grid, voicing)
    pulses, strength = pulses[strength > 0.004], strength[strength > 0.004]
    period = SAMPLE_RATE / np.interp(pulses / CONTROL_HOP, grid, frequency)
    pulses = pulses + random.gaussians(1, len(pulses)) * singer.jitter * period
    strength = strength * (1 + random.gaussians(0.03, len(pulses)))
    out = np.zeros(n_samples + N_FFT + LEAD)
    for first in range(0, len(pulses), BATCH):
        times, gains = pulses[first : first + BATCH], strength[first : first + BATCH]
        f0 = np.interp(times / CONTROL_HOP, grid, frequency)
        starts = np.floor(times).astype(int)
        mouth, glottis = tract.at(times / CONTROL_HOP, f0), _glottis(f0, gains, singer)
        delay = np.exp(-1j * W * ((times - starts) + LEAD)[:, None])
        spectrum = mouth * glottis * LOW_PASS * delay * (gains * (f0 / 200.0) ** -0.5)[:, None]
        for start, grain in zip(starts, np.fft.irfft(spectrum, N_FFT, axis=1), strict=True):
            out[start : start + N_FFT] += grain
    return out[LEAD : LEAD + n_samples]


def _glottis(f0: Samples, gains: Samples, singer: Singer) -> Samples:
    """Spectrum of one cycle: a maximum-phase resonance, then a tilt that loud singing flattens."""
    formant = f0 * 1.15 * singer.open_quotient
    spectrum = np.conj(resonance(formant[:, None], (formant * 0.9)[:, None])) * HIGH_PASS * (1j * FREQUENCIES / 500.0)
    tilt = singer.tilt * (0.35 + 1.3 * gains)
    return spectrum / (1 + 1j * FREQUENCIES / tilt[:, None])
