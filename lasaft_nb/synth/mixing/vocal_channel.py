"""A voice from its notes to a stereo sub-stem: equaliser, compressor, and sometimes a second take."""

from dataclasses import replace

import numpy as np

from lasaft_nb.synth.keyed_random import KeyedRandom
from lasaft_nb.synth.mixing.dynamics import compressor_gain
from lasaft_nb.synth.mixing.filters import Samples, equalized, high_pass, high_shelf, peak
from lasaft_nb.synth.song import Note
from lasaft_nb.synth.voice.sing import sing
from lasaft_nb.synth.voice.singer import Singer

LOW_CUT = {"female": 130, "male": 90}  # Hz


def record(sex: str, notes: list[Note], n_samples: int, random: KeyedRandom) -> Samples:
    """Sound (2, n)."""
    singer = Singer(sex, random.child(sex, "singer"))
    voice = sing(notes, n_samples, singer, random.child(sex, 0))
    sections = (
        high_pass(LOW_CUT[sex]),
        high_shelf(6000, random.uniform(0, 5)),
        peak(3000, random.uniform(0, 5), 0.6),
        peak(300, random.uniform(-3, 0), 1),
    )
    voice = equalized(voice[None], *sections)[0]
    voice = voice * compressor_gain(voice, threshold=-28, ratio=3.0, attack=0.006, release=0.12)
    sound = panned(voice, 0.5 + random.gaussian(0.02))
    if notes and random.chance(0.45):
        return _doubled(sound, sex, notes, singer, random)
    return sound


def panned(voice: Samples, place: float) -> Samples:
    """Mono (n,) to stereo (2, n) at ``place``: 0 left, 1 right; in the middle each side has the voice's own level."""
    return np.stack([voice * np.cos(place * np.pi / 2), voice * np.sin(place * np.pi / 2)]) * 1.4142


def _doubled(sound: Samples, sex: str, notes: list[Note], singer: Singer, random: KeyedRandom) -> Samples:
    """``sound`` with a second take beside it, or two delayed copies of one left and right."""
    again = [
        replace(note, start=note.start + random.gaussian(0.012), pitch=note.pitch + random.gaussian(0.06))
        for note in notes
    ]
    take = sing(again, sound.shape[-1], singer, random.child(sex, 1))
    width = random.uniform(0.1, 0.35)
    if random.chance(0.4):
        left, right = panned(np.roll(take, 300), 0.5 - width), panned(np.roll(take, 730), 0.5 + width)
        return sound * 0.9 + 0.3 * left + 0.3 * right
    return sound + 0.3 * panned(take, 0.5 + width)
