"""Sung notes to a mono voice: the folds' tone, and breath and friction as white noise shaped by the mouth."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from lasaft_nb.synth.keyed_random import SAMPLE_RATE, KeyedRandom, Samples
from lasaft_nb.synth.song import Note
from lasaft_nb.synth.voice.articulation import Articulation, articulate
from lasaft_nb.synth.voice.phonemes import segments, without_overlap
from lasaft_nb.synth.voice.singer import CONTROL_HOP, Singer, melody
from lasaft_nb.synth.voice.tract import Tract, voiced


def sing(notes: Sequence[Note], n_samples: int, singer: Singer, random: KeyedRandom) -> Samples:
    """The voice (n,); silence where there are no notes."""
    if not notes:
        return np.zeros(n_samples)
    notes = without_overlap(notes)
    n_frames = n_samples // CONTROL_HOP + 2
    details = random.child("seg")
    articulation = articulate(segments(notes), notes, n_frames, singer, details)
    line = melody(notes, n_frames, singer, details)
    voicing = np.maximum(articulation.voicing * line.swell * line.shimmer, 0)
    grid = np.arange(n_frames)
    phase = np.cumsum(np.interp(np.arange(n_samples), grid * CONTROL_HOP, line.frequency)) / SAMPLE_RATE
    tract = Tract(singer, articulation)
    mouth: dict[str, Any] = {"frequency": line.frequency, "tract": tract, "singer": singer}
    tone = voiced(phase, voicing=voicing, random=random.child("jit"), **mouth)
    breath = noise(n_samples, articulation=articulation, random=random.child("noise"), **mouth)
    voicing = np.interp(np.arange(n_samples) / CONTROL_HOP, grid, voicing)
    breath = breath * (1 - 0.45 * np.minimum(1, voicing * 2) * (0.5 + 0.5 * np.cos(2 * np.pi * phase + 0.8)))
    sung = tone[voicing > 0.3]
    level = np.sqrt(np.mean(sung**2) + 1e-12) if len(sung) else 1.0
    return tone / level * 0.1 + breath * 0.1


N_FFT, HOP = 1024, 256  # samples
BATCH = 256  # frames shaped at once
FREQUENCIES = np.fft.rfftfreq(N_FFT, 1 / SAMPLE_RATE)  # Hz


def noise(
    n_samples: int,
    *,
    frequency: Samples,
    articulation: Articulation,
    tract: Tract,
    singer: Singer,
    random: KeyedRandom,
) -> Samples:
    """Aspiration and friction (n,)."""
    n_frames = n_samples // HOP + 1
    white = random.noise(n_frames * HOP + N_FFT)
    frames = np.lib.stride_tricks.sliding_window_view(white, N_FFT)[::HOP][:n_frames]
    window = np.sqrt(np.hanning(N_FFT + 1)[:-1])
    places, grid = np.arange(n_frames) * HOP / CONTROL_HOP, np.arange(len(frequency))
    aspiration = np.interp(places, grid, articulation.aspiration)
    friction = {name: np.interp(places, grid, track) for name, track in articulation.friction.items()}
    active = np.where((aspiration > 1e-3) | (sum(friction.values()) > 1e-3))[0]
    shapes = _friction_shapes(singer)
    out = np.zeros(n_frames * HOP + N_FFT)
    for first in range(0, len(active), BATCH):
        chosen = active[first : first + BATCH]
        f0 = np.interp(places[chosen], grid, frequency)
        mouth = np.abs(tract.at(places[chosen], f0))[:, ::2]  # 1025 bins to 513
        breath = 0.35 * aspiration[chosen][:, None] * mouth * (FREQUENCIES / (FREQUENCIES + 900.0))
        envelope = breath / (1 + (FREQUENCIES / 9000.0) ** 2)
        for name, shape in shapes.items():
            envelope = envelope + singer.sibilance * 0.62 * friction[name][chosen][:, None] * shape
        shaped = np.fft.irfft(np.fft.rfft(frames[chosen] * window, axis=1) * envelope, N_FFT, axis=1) * window
        for place, frame in zip(chosen, shaped, strict=True):
            out[place * HOP : place * HOP + N_FFT] += frame * 0.5
    return np.concatenate([np.zeros(N_FFT // 2), out])[N_FFT // 2 : N_FFT // 2 + n_samples]


def _friction_shapes(singer: Singer) -> dict[str, Samples]:
    return {
        "s": _bump(singer.sibilant_frequency, 0.72, 1.6) * 1.0,
        "sh": _bump(3000 * singer.scale**0.5, 0.7, 1.9) * 0.9,
        "f": _bump(1500, 0.5, 7) * 0.5,
        "k": _bump(1900 * singer.scale, 0.6, 1.6) * 0.8,
    }


def _bump(centre: float, low: float, high: float) -> Samples:
    """A band around ``centre`` (Hz), with edges at ``low`` and ``high`` times it."""
    rising = 1 / (1 + (centre * low / np.maximum(FREQUENCIES, 1)) ** 6)
    return rising / (1 + (FREQUENCIES / (centre * high)) ** 4)
