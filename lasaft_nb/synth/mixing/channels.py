"""One channel a sub-stem: equaliser, loudness before the mix, and a voice's own chain with its second take.

Every sound has shape (2, n).
"""

from dataclasses import replace

import numpy as np

from lasaft_nb.audio.levels import SILENCE, decibels_to_gain
from lasaft_nb.synth.keyed_random import KeyedRandom, Samples
from lasaft_nb.synth.mixing.processors import compressor_gain, equalized, high_pass, high_shelf, loudness, peak
from lasaft_nb.synth.song import Note
from lasaft_nb.synth.voice.sing import sing
from lasaft_nb.synth.voice.singer import Singer

LEVEL = -23.0  # LUFS of every sub-stem before its offset
OFFSETS = {  # dB, drawn between the two
    "kick": (-1.5, 1.5),
    "snare": (-1.5, 1.5),
    "hihat": (-11, -5),
    "female": (-1, 1),
    "male": (-1, 1),
    "piano": (-3, 2),
    "guitar": (-3, 2),
}


def toned(sounds: dict[str, Samples], random: KeyedRandom) -> dict[str, Samples]:
    """Every instrument through its equaliser; voices have had theirs."""
    draw = random.uniform
    sections = {
        "piano": (high_pass(draw(70, 200)), peak(draw(250, 500), draw(-4, 1), 0.8), high_shelf(3000, draw(1, 7))),
        "guitar": (high_pass(draw(80, 180)), peak(draw(800, 3000), draw(-2, 3), 0.8), high_shelf(5000, draw(0, 5))),
        "bass": (high_pass(30), peak(draw(60, 120), draw(-1, 3), 0.9), peak(draw(700, 1600), draw(0, 6), 0.8)),
        "kick": (peak(draw(55, 75), draw(0, 3), 1), peak(350, draw(-6, -1), 0.9), peak(3500, draw(2, 9), 0.7)),
        "snare": (high_pass(90), peak(draw(180, 240), draw(0, 4), 1.2), high_shelf(6000, draw(-8, -2))),
        "hihat": (high_pass(draw(250, 450)), high_shelf(9000, draw(-2, 2))),
    }
    return {part: equalized(sound, *sections[part]) if part in sections else sound for part, sound in sounds.items()}


def levelled(sounds: dict[str, Samples], vocal_mode: str, random: KeyedRandom) -> dict[str, Samples]:
    """Every sub-stem at its loudness; of two voices the second is softer."""
    offsets = {part: random.uniform(*bounds) for part, bounds in OFFSETS.items()} | {"bass": 0.0}
    if vocal_mode in ("f_lead", "m_lead"):
        offsets["male" if vocal_mode == "f_lead" else "female"] -= random.uniform(2, 6)
    out = {}
    for part, sound in sounds.items():
        measured = loudness(sound)
        out[part] = (
            sound * decibels_to_gain(LEVEL + offsets[part] - measured) if measured > SILENCE else np.array(sound)
        )
    return out


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
