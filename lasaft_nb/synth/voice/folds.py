"""The vocal folds: one grain of sound for each of their cycles."""

import numpy as np

from lasaft_nb.synth import SAMPLE_RATE
from lasaft_nb.synth.keyed_random import KeyedRandom
from lasaft_nb.synth.voice import CONTROL_HOP
from lasaft_nb.synth.voice.articulation import Samples
from lasaft_nb.synth.voice.singer import Singer
from lasaft_nb.synth.voice.tract import FREQUENCIES, N_FFT, Tract, W, resonance

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
