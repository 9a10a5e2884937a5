"""Sums of damped sinusoids (strings, bars, membranes, cymbals) as one matrix product."""

import numpy as np
from numpy.typing import ArrayLike

from lasaft_nb.synth.keyed_random import SAMPLE_RATE, Samples

BLOCK = 512  # samples
LN_1000 = 6.907755  # a decay by 60 dB


def modes(frequency: ArrayLike, t60: ArrayLike, amplitude: ArrayLike, phase: ArrayLike, n_samples: int) -> Samples:
    """y[n] = sum_k a_k exp(-6.91 n / t60_k) cos(2 pi f_k n + phase_k); Hz, seconds, linear, radians.

    The first four have shape (partial,) or are single numbers; the sound is (n_samples,).
    Partials above 0.46 of the sample rate or below 15 Hz are left out.
    """
    frequency, t60, amplitude, phase = (np.asarray(values, float) for values in (frequency, t60, amplitude, phase))
    heard = (frequency < 0.46 * SAMPLE_RATE) & (frequency > 15)
    frequency, t60, amplitude, phase = frequency[heard], t60[heard], amplitude[heard], phase[heard]
    n_blocks = -(-n_samples // BLOCK)
    pole = -LN_1000 / (t60 * SAMPLE_RATE) + 2j * np.pi * frequency / SAMPLE_RATE
    within = np.exp(pole[:, None] * np.arange(BLOCK))
    blocks = (amplitude * np.exp(1j * phase)) * np.exp(pole * BLOCK * np.arange(n_blocks)[:, None])
    return (blocks.real @ within.real - blocks.imag @ within.imag).reshape(-1)[:n_samples]


def released(sound: Samples, held: int, release: float) -> Samples:
    """``sound`` damped after ``held`` samples with time constant ``release`` (s), and cut when it is gone."""
    n_samples = min(len(sound), held + int(release * 6 * SAMPLE_RATE))
    sound = sound[:n_samples].copy()
    if n_samples > held:
        sound[held:] *= np.exp(-np.arange(n_samples - held) / (release * SAMPLE_RATE))
    n_fade = min(64, n_samples)
    sound[n_samples - n_fade :] *= np.linspace(1, 0, n_fade)
    return sound


def faded_in(sound: Samples, n_samples: int = 32) -> Samples:
    """``sound``, its first samples faded in (in place)."""
    sound[:n_samples] *= np.linspace(0, 1, n_samples)
    return sound


def place(out: Samples, sound: Samples, start: float, gain: float = 1.0) -> None:
    """Add ``sound`` to ``out`` from ``start`` (s); what does not fit is left out."""
    first = int(start * SAMPLE_RATE)
    if first >= out.shape[-1]:
        return
    n_samples = min(len(sound), out.shape[-1] - first)
    out[first : first + n_samples] += gain * sound[:n_samples]


def hertz(pitch: float) -> float:
    """Frequency of a MIDI pitch."""
    return 440.0 * 2.0 ** ((pitch - 69.0) / 12.0)


def stepped(velocity: float, n_steps: int) -> int:
    """``velocity`` 0..1 as one of 1..n_steps, so that few different notes are rendered."""
    return max(1, min(n_steps, round(velocity * n_steps)))


def decay(n_samples: int, seconds: float) -> Samples:
    """exp(-t / seconds) for ``n_samples``."""
    return np.exp(-np.arange(n_samples) / (seconds * SAMPLE_RATE))


def balance(sound: Samples, place: float) -> Samples:
    """Mono to stereo (2, n) at ``place``: 0 left, 1 right, equal power."""
    return np.stack([sound * np.cos(place * np.pi / 2), sound * np.sin(place * np.pi / 2)])
