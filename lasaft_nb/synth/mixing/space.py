"""Space: every sub-stem sends a little of itself into a room and a hall."""

import numpy as np

from lasaft_nb.synth.keyed_random import KeyedRandom
from lasaft_nb.synth.mixing.filters import Samples
from lasaft_nb.synth.mixing.reverb import Reverb

SENDS = {  # to the room, to the hall
    "kick": (0.03, 0.0),
    "snare": (0.22, 0.06),
    "hihat": (0.12, 0),
    "bass": (0.02, 0),
    "piano": (0.12, 0.08),
    "guitar": (0.14, 0.06),
    "female": (0.08, 0.16),
    "male": (0.08, 0.14),
}


def placed(sounds: dict[str, Samples], style: str, random: KeyedRandom) -> dict[str, Samples]:
    """``sounds`` (2, n) with reverberation, each its own."""
    n_samples = next(iter(sounds.values())).shape[-1]
    t60, size = random.uniform(0.25, 0.6), random.uniform(0.1, 0.4)
    room = Reverb(random.child("room"), t60=t60, size=size, n_samples=n_samples)
    t60 = random.uniform(0.9, 2.2) * (1.25 if style == "ballad" else 1)
    hall = Reverb(random.child("hall"), t60=t60, size=random.uniform(0.5, 1), n_samples=n_samples)
    wet = random.uniform(0.5, 1.5)
    sends = {part: {room: wet * 2 * SENDS[part][0], hall: wet * 2 * SENDS[part][1]} for part in sounds}
    return {part: _sent(sound, sends[part]) for part, sound in sounds.items()}


def _sent(sound: Samples, sends: dict[Reverb, float]) -> Samples:
    if not np.any(sound):
        return sound
    out = sound.copy()
    for reverb, amount in sends.items():
        if amount:
            out += amount * reverb(sound)
    return out
