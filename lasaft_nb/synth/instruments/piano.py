"""The piano's notes as one stereo sub-stem."""

import numpy as np

from lasaft_nb.synth import SAMPLE_RATE
from lasaft_nb.synth.instruments.keyboards import Keyboard, Organ, keyboard
from lasaft_nb.synth.instruments.modal import Samples, place, released, stepped
from lasaft_nb.synth.keyed_random import KeyedRandom
from lasaft_nb.synth.song import Note, Song


def render(song: Song, n_samples: int, random: KeyedRandom) -> Samples:
    """Sound (2, n): low notes left, high notes right."""
    left, right = np.zeros(n_samples), np.zeros(n_samples)
    if not song.notes["piano"]:
        return np.stack([left, right])
    instrument = keyboard(song.piano_patch, random)
    width = random.uniform(0.25, 0.7)
    for note in song.notes["piano"]:
        sound = instrument.note(int(note.pitch), stepped(note.velocity, 8))
        sound = released(sound, int(_held(note, song) * SAMPLE_RATE), instrument.release)
        position = min(0.95, max(0.05, 0.5 + width * (note.pitch - 60) / 48.0))
        place(left, sound, note.start, np.cos(position * np.pi / 2))
        place(right, sound, note.start, np.sin(position * np.pi / 2))
    return np.stack(_moving(left, right, song.piano_patch, instrument, random))


def _held(note: Note, song: Song) -> float:
    """Seconds: with the pedal, until just before the next bar."""
    if song.piano_part not in ("ballad", "arp", "held") or song.piano_patch not in ("grand", "upright"):
        return note.duration
    return max(note.duration, (int(note.start / song.bar + 0.02) + 1) * song.bar - note.start - 0.03)


def _moving(
    left: Samples, right: Samples, patch: str, instrument: Keyboard, random: KeyedRandom
) -> tuple[Samples, Samples]:
    """Tremolo of the electric piano, the organ's rotating speaker, the upright's late right side."""
    n = len(left)
    if patch == "ep":
        depth = 0.5 * random.uniform(0, 0.6)
        tremolo = depth * np.sin(2 * np.pi * random.uniform(3.5, 6) * np.arange(n) / SAMPLE_RATE)
        return left * (1 + tremolo), right * (1 - tremolo)
    if isinstance(instrument, Organ):
        rotation = np.sin(2 * np.pi * instrument.rotation * np.arange(n) / SAMPLE_RATE)
        return left * (1 + 0.25 * rotation), right * (1 - 0.25 * rotation)
    if patch == "upright":
        return left, np.concatenate([np.zeros(int(random.uniform(5, 25))), right])[:n]
    return left, right
