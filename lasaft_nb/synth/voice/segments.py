"""Notes with syllables to sounds in time: consonants before the beat, the vowel on it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from lasaft_nb.synth.song import Note
from lasaft_nb.synth.voice.phonemes import DIPHTHONGS, closing, duration

LEGATO_GAP = 0.06  # seconds: a shorter rest is sung through


@dataclass(frozen=True)
class Segment:
    """One sound. ``vowel`` is the syllable's, which "h" borrows its colour from."""

    start: float  # seconds
    stop: float  # seconds
    phoneme: str
    is_vowel: bool
    velocity: float
    vowel: str


def without_overlap(notes: Sequence[Note]) -> list[Note]:
    """Notes that end, at the latest, where the next begins."""
    starts = [*(note.start for note in notes[1:]), 1e9]
    return [
        replace(note, duration=min(note.duration, start - note.start))
        for note, start in zip(notes, starts, strict=True)
    ]


def segments(notes: Sequence[Note]) -> list[Segment]:
    """The sounds of all syllables, in order."""
    sounds: list[Segment] = []
    for number, note in enumerate(notes):
        assert note.syllable is not None
        onset, vowel, coda = note.syllable
        end = note.start + note.duration
        following = notes[number + 1].start if number + 1 < len(notes) else None
        if following is not None and following - end < LEGATO_GAP:
            end = following
        _add_onset(sounds, note, onset, vowel)
        _add_rime(sounds, note, vowel, coda, end)
    return sounds


def _add_onset(sounds: list[Segment], note: Note, onset: Sequence[str], vowel: str) -> None:
    """Consonants that end at the note's start, shortened where the last sound leaves little room."""
    lengths = [duration(consonant) for consonant in onset]
    total = sum(lengths)
    room = note.start - (sounds[-1].start if sounds else -9)
    scale = min(1.0, 0.45 * room / total) if total > 0 and room > 0 else 1.0
    time = note.start - total * scale
    if sounds and sounds[-1].stop > time:
        sounds[-1] = replace(sounds[-1], stop=time)
    for consonant, length in zip(onset, lengths, strict=True):
        sounds.append(Segment(time, time + length * scale, consonant, False, note.velocity, vowel))
        time += length * scale


def _add_rime(sounds: list[Segment], note: Note, vowel: str, coda: Sequence[str], end: float) -> None:
    total = min(sum(closing(consonant) for consonant in coda), 0.35 * (end - note.start))
    lengths = [total / len(coda)] * len(coda) if coda and end - note.start > 0.12 else []
    time = end - sum(lengths)
    for start, stop, phoneme in _vowel_parts(vowel, note.start, time):
        sounds.append(Segment(start, stop, phoneme, True, note.velocity, vowel))
    for consonant, length in zip(coda, lengths, strict=False):
        sounds.append(Segment(time, time + length, consonant, False, note.velocity, vowel))
        time += length


def _vowel_parts(vowel: str, start: float, stop: float) -> list[tuple[float, float, str]]:
    if vowel not in DIPHTHONGS:
        return [(start, stop, vowel)]
    middle = start + (stop - start) * 0.68
    first, second = DIPHTHONGS[vowel]
    return [(start, middle, first), (middle, stop, second)]
