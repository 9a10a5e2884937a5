"""The pitch of a voice: scoops, slides, falls, vibrato that comes late, drift."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from lasaft_nb.synth import SAMPLE_RATE
from lasaft_nb.synth.keyed_random import KeyedRandom
from lasaft_nb.synth.song import Note
from lasaft_nb.synth.voice import CONTROL_HOP
from lasaft_nb.synth.voice.articulation import Samples, smoothed
from lasaft_nb.synth.voice.singer import Singer


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
