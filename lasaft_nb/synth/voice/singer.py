"""A singer: what stays the same through a song, and the line of pitch: scoops, slides, falls, late vibrato, drift."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from lasaft_nb.synth.keyed_random import SAMPLE_RATE, KeyedRandom, Samples
from lasaft_nb.synth.song import Note

CONTROL_HOP = 128  # samples between two values of a control track


class Singer:
    """Tract, folds and habits of one voice, drawn once for each song."""

    def __init__(self, sex: str, random: KeyedRandom) -> None:
        """``sex`` is ``female`` or ``male``."""
        female, draw = sex == "female", random.uniform
        self.scale = draw(1.12, 1.24) if female else draw(0.95, 1.07)  # of the formants: a shorter tract
        self.vibrato_rate = draw(4.9, 6.4)  # Hz
        self.vibrato_depth = draw(0.15, 0.7)  # semitones
        self.breath = draw(0.02, 0.09) * (1.25 if female else 1)
        self.tilt = draw(3500, 9500)  # Hz: how bright the folds are
        self.open_quotient = draw(0.75, 1.25)
        self.ring = draw(0.9, 1.15)  # how near the fourth and fifth formants lie: the singer's formant
        self.portamento = draw(0.04, 0.13)  # seconds
        self.jitter = draw(0.0015, 0.005)  # of a period
        self.bandwidth = draw(0.85, 1.3)
        self.fourth_formant = draw(3250, 3650)  # Hz
        self.sibilance = draw(0.65, 1.2)
        self.sibilant_frequency = draw(5200, 7500) * (1.1 if female else 1)  # Hz


def control_frame(seconds: float) -> float:
    """Place of a time in a control track."""
    return seconds * SAMPLE_RATE / CONTROL_HOP


def smoothed(track: Samples, seconds: float) -> Samples:
    """``track`` (frame,) under a Hann window of that length."""
    width = max(3, int(seconds * SAMPLE_RATE / CONTROL_HOP)) | 1
    window = np.hanning(width + 2)[1:-1]
    window /= window.sum()
    return np.convolve(np.pad(track, (width // 2, width // 2), mode="edge"), window, "valid")


@dataclass(frozen=True)
class Melody:
    """Control tracks (t,): fundamental frequency (Hz), and two factors on the voicing."""

    frequency: Samples
    swell: Samples  # with the vibrato
    shimmer: Samples


def melody(notes: Sequence[Note], n_frames: int, singer: Singer, random: KeyedRandom) -> Melody:
    """The pitch of all notes as one line."""
    times = np.arange(n_frames) * CONTROL_HOP / SAMPLE_RATE
    pitch, vibrato = np.zeros(n_frames), np.zeros(n_frames)
    last, previous_end = 0, -9.0
    for number, note in enumerate(notes):
        first = max(0, int((note.start - 0.02) * SAMPLE_RATE / CONTROL_HOP))
        target = note.pitch + random.gaussian(0.10)
        if number == 0:
            pitch[last:] = target
        pitch[first:] = target
        _bend(pitch[first:], times[first:], note, note.start - previous_end > 0.12, random)
        if note.duration > 0.3:
            until = min(n_frames, int((note.start + note.duration) * SAMPLE_RATE / CONTROL_HOP))
            since = np.arange(max(0, until - first)) * CONTROL_HOP / SAMPLE_RATE
            vibrato[first:until] = np.clip((since - 0.18) / 0.35, 0, 1) * random.uniform(0.7, 1.2)
        last, previous_end = first, note.start + note.duration
    pitch = smoothed(pitch, singer.portamento * 2)
    vibrato = smoothed(vibrato, 0.08)
    rate = singer.vibrato_rate * (1 + 0.08 * smoothed(random.noise(n_frames), 0.4) * 8)
    phase = 2 * np.pi * np.cumsum(rate) * CONTROL_HOP / SAMPLE_RATE
    drift = smoothed(random.noise(n_frames), 0.12) * 0.6
    pitch = pitch + singer.vibrato_depth * vibrato * np.sin(phase) + drift * 0.35
    shimmer = 1 + 0.25 * smoothed(random.noise(n_frames), 0.25) * 2
    return Melody(440.0 * 2.0 ** ((pitch - 69) / 12), 1 + 0.12 * vibrato * np.sin(phase + 1.0), shimmer)


def _bend(pitch: Samples, times: Samples, note: Note, begins_phrase: bool, random: KeyedRandom) -> None:
    """Scoop up to a phrase's first note, slide into notes, fall or lift at their ends (in place)."""
    since = times - note.start
    if begins_phrase:
        depth = random.uniform(0.3, 3.5)
        pitch -= depth * np.exp(-np.maximum(0, since) / random.uniform(0.03, 0.12)) * (since > -0.1)
    if random.chance(0.3) and note.duration > 0.15:
        depth = random.uniform(-1.6, 0.8)
        pitch += depth * np.exp(-np.maximum(0, since) / random.uniform(0.04, 0.10)) * (since > -0.05)
    if note.duration > 0.35 and random.chance(0.35):
        since = times - (note.start + note.duration * 0.8)
        ends = times < note.start + note.duration + 0.02
        pitch += random.uniform(-2.5, 0.6) * np.clip(since / (note.duration * 0.25), 0, 1) ** 2 * ends
