"""Kick, snare and hi-hat of a song as three stereo sub-stems."""

import numpy as np

from lasaft_nb.synth import SAMPLE_RATE
from lasaft_nb.synth.instruments.drum_kit import DrumKit
from lasaft_nb.synth.instruments.modal import Samples, balance, stepped
from lasaft_nb.synth.keyed_random import KeyedRandom
from lasaft_nb.synth.song import Note, Song

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
