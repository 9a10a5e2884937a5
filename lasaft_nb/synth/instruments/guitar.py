"""The guitar's notes as one stereo sub-stem, now and then double-tracked."""

import numpy as np

from lasaft_nb.synth import SAMPLE_RATE
from lasaft_nb.synth.instruments.modal import Samples, balance, place, released, stepped
from lasaft_nb.synth.instruments.strings import BODY, Guitar, amplified, resonant
from lasaft_nb.synth.keyed_random import KeyedRandom
from lasaft_nb.synth.song import Song

DRIVES = {"power": (6, 16), "crunch_strum": (2.5, 5), "clean": (0.4, 1.1)}  # of the amplifier


def render(song: Song, n_samples: int, random: KeyedRandom) -> Samples:
    """Sound (2, n): one take on a side, or two takes left and right."""
    if not song.notes["guitar"]:
        return np.zeros((2, n_samples))
    part = song.guitar_part
    drives = {name: random.uniform(*bounds) for name, bounds in DRIVES.items()}
    drive = drives.get(part, drives["clean"])
    doubled = part in ("power", "crunch_strum", "acoustic_strum") and random.chance(0.75)
    body = [(frequency * random.uniform(0.92, 1.08), width, gain) for frequency, width, gain in BODY]
    takes = []
    for number in range(2 if doubled else 1):
        take_random = random.child("take", number)
        sound = _take(song, n_samples, take_random, first=number == 0)
        if part.startswith("acoustic"):
            takes.append(resonant(sound, body, 0.55))
        else:
            sound = amplified(sound, drive, (take_random if number else random).child("amp"))
            takes.append(_chorus(sound) if drive < 1.5 and random.child("chorus").chance(0.4) else sound)
    if doubled:
        width = random.uniform(0.75, 1.0)
        return balance(takes[0], 0.5 - width / 2) + balance(takes[1], 0.5 + width / 2)
    return balance(takes[0], 0.5 + random.pick((-1, 1)) * random.uniform(0.05, 0.35))


def _take(song: Song, n_samples: int, random: KeyedRandom, *, first: bool) -> Samples:
    """All notes (n,); the second take is played a little apart from the first."""
    instrument = Guitar(random, acoustic=song.guitar_part.startswith("acoustic"))
    out = np.zeros(n_samples)
    muted = 1 if song.guitar_part in ("power", "muted") else 2
    for note in sorted(song.notes["guitar"], key=lambda note: note.start):
        velocity = stepped(note.velocity + random.gaussian(0.04), 6)
        damping = 0 if note.articulation == "open" else muted
        sound = instrument.note(int(note.pitch), velocity, damping, random.integer(0, 1))
        sound = released(sound, int(note.duration * SAMPLE_RATE), 0.035)
        late = 0 if first else random.gaussian(0.006)
        place(out, sound, max(0, note.start + late))
    return out


def _chorus(sound: Samples) -> Samples:
    """The sound and a copy whose delay sways (12 ms, 0.6 Hz)."""
    n = np.arange(len(sound))
    delay = (0.012 + 0.003 * np.sin(2 * np.pi * 0.6 * n / SAMPLE_RATE)) * SAMPLE_RATE
    return sound + 0.6 * np.interp(n - delay, n, sound)
