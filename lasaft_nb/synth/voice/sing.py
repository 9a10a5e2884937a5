"""A list of sung notes to a mono voice."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from lasaft_nb.synth import SAMPLE_RATE
from lasaft_nb.synth.keyed_random import KeyedRandom
from lasaft_nb.synth.song import Note
from lasaft_nb.synth.voice import CONTROL_HOP
from lasaft_nb.synth.voice.articulation import Samples, articulate
from lasaft_nb.synth.voice.breath import noise
from lasaft_nb.synth.voice.folds import voiced
from lasaft_nb.synth.voice.melody import melody
from lasaft_nb.synth.voice.segments import segments, without_overlap
from lasaft_nb.synth.voice.singer import Singer
from lasaft_nb.synth.voice.tract import Tract


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
