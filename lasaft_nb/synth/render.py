"""A song's plan to its audio: eight sub-stems, four stems and the mixture, all 16 bits."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from lasaft_nb.sources import PARTS, SOURCES
from lasaft_nb.synth.compose import compose
from lasaft_nb.synth.instruments import bass, drums, guitar, piano
from lasaft_nb.synth.keyed_random import SAMPLE_RATE, KeyedRandom, Samples
from lasaft_nb.synth.mixing.buses import balanced, bus, mastered, placed, total
from lasaft_nb.synth.mixing.channels import levelled, record, toned
from lasaft_nb.synth.plan import SongPlan
from lasaft_nb.synth.song import Song

Pcm = NDArray[np.int16]  # (n, 2)


@dataclass(frozen=True, kw_only=True)
class Rendered:
    """A song's audio. Stems are sums of sub-stems, and the mixture of stems, as integers: exactly."""

    song: Song
    mixture: Pcm
    stems: dict[str, Pcm]
    sub_stems: dict[str, Pcm]


def render(plan: SongPlan) -> Rendered:
    """Compose, play, mix and round the song."""
    song = compose(plan.key, seconds=plan.seconds, style=plan.style, all_parts=plan.all_parts)
    random = KeyedRandom("render", plan.key)
    level_random = random.child("level")
    sounds = toned(_play(song, round(plan.seconds * SAMPLE_RATE), random), random.child("eq"))
    sounds = levelled(sounds, song.vocal_mode, level_random)
    sounds = placed(sounds, song.style, random.child("space"))
    sounds = balanced(sounds, song.style, level_random)
    return _rounded(song, mastered(sounds, level_random))


def _play(song: Song, n_samples: int, random: KeyedRandom) -> dict[str, Samples]:
    """Every sub-stem dry (2, n)."""
    sounds = {
        "piano": piano.render(song, n_samples, random.child("piano")),
        "guitar": guitar.render(song, n_samples, random.child("guitar")),
        "bass": bass.render(song, n_samples, random.child("bass")),
        **drums.render(song, n_samples, random.child("drums")),
    }
    voices = random.child("vox")
    for sex in PARTS["vocals"]:
        sounds[sex] = record(sex, song.notes[sex], n_samples, voices)
    return sounds


def _rounded(song: Song, sounds: dict[str, Samples]) -> Rendered:
    """To 16 bits, scaled down where a sum of stems, a stem or a sub-stem would clip."""
    stems = {source: bus(sounds, source) for source in SOURCES}
    highest = max(np.max(np.abs(sound)) for sound in (total(stems.values()), *stems.values(), *sounds.values()))
    scale = 32767.0 * min(1.0, 0.98 / highest)
    integers = {part: np.rint(sound * scale).astype(np.int32).T for part, sound in sounds.items()}
    sums = {source: bus(integers, source) for source in SOURCES}
    mixture = total(sums.values())
    assert np.abs(mixture).max() <= 32767
    return Rendered(
        song=song,
        mixture=mixture.astype(np.int16),
        stems={source: stem.astype(np.int16) for source, stem in sums.items()},
        sub_stems={part: sound.astype(np.int16) for part, sound in integers.items()},
    )
