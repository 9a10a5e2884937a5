"""Tone and level of each sub-stem before the mix.

Every sound has shape (2, n).
"""

import numpy as np

from lasaft_nb.audio.levels import SILENCE, decibels_to_gain
from lasaft_nb.synth.keyed_random import KeyedRandom
from lasaft_nb.synth.mixing.filters import Samples, equalized, high_pass, high_shelf, peak
from lasaft_nb.synth.mixing.loudness import loudness

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
