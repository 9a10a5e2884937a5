"""The sounds of speech: formants of vowels, consonants and stops, and syllables as sounds in time.

Formants are male targets; a singer scales them. Consonants come before the beat, the vowel on it.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from lasaft_nb.synth.song import Note

Formants = tuple[float, float, float]  # Hz: the first three resonances of the vocal tract
FRICTIONS = ("s", "sh", "f", "k")  # colours of noise

NEUTRAL: Formants = (500, 1450, 2450)
VOWELS: dict[str, Formants] = {
    "i": (290, 2250, 2950),
    "I": (400, 1950, 2550),
    "e": (540, 1800, 2480),
    "ae": (670, 1700, 2400),
    "a": (730, 1120, 2440),
    "O": (570, 860, 2410),
    "U": (440, 1040, 2240),
    "u": (320, 900, 2250),
    "V": (640, 1200, 2390),
    "er": (490, 1350, 1700),
}
DIPHTHONGS = {"ey": ("e", "i"), "ay": ("a", "I"), "ow": ("O", "U"), "oy": ("O", "I"), "aw": ("a", "U")}


@dataclass(frozen=True)
class Consonant:
    """A sound that can be held. ``formants`` None takes those of the vowel that follows."""

    formants: Formants | None
    voicing: float
    aspiration: float
    friction: str
    friction_level: float
    duration: float  # seconds
    nasality: float = 0.0


@dataclass(frozen=True)
class Stop:
    """A closure and a burst."""

    formants: Formants
    voicing: float
    friction: str
    friction_level: float
    closure: float  # seconds
    aspiration: float  # seconds

    @property
    def duration(self) -> float:
        """Seconds."""
        return self.closure + self.aspiration


CONSONANTS = {
    "m": Consonant((280, 1000, 2200), 0.38, 0, "", 0, 0.075, 1),
    "n": Consonant((280, 1600, 2600), 0.38, 0, "", 0, 0.065, 1),
    "ng": Consonant((280, 2000, 2500), 0.35, 0, "", 0, 0.07, 1),
    "l": Consonant((370, 1150, 2700), 0.55, 0, "", 0, 0.065),
    "r": Consonant((330, 1100, 1500), 0.55, 0, "", 0, 0.07),
    "w": Consonant((300, 650, 2200), 0.5, 0, "", 0, 0.07),
    "y": Consonant((270, 2200, 3000), 0.5, 0, "", 0, 0.06),
    "h": Consonant(None, 0.05, 0.9, "", 0, 0.07),
    "s": Consonant((350, 1700, 2600), 0, 0.03, "s", 1.0, 0.105),
    "sh": Consonant((350, 1800, 2500), 0, 0.05, "sh", 1.0, 0.11),
    "f": Consonant((350, 1100, 2300), 0, 0.05, "f", 0.40, 0.09),
    "th": Consonant((350, 1400, 2500), 0, 0.05, "f", 0.3, 0.08),
    "v": Consonant((350, 1100, 2300), 0.3, 0.1, "f", 0.18, 0.06),
    "z": Consonant((330, 1700, 2600), 0.3, 0.05, "s", 0.5, 0.075),
}
STOPS = {
    "p": Stop((350, 900, 2200), 0, "f", 0.5, 0.055, 0.045),
    "t": Stop((350, 1750, 2650), 0, "s", 0.8, 0.05, 0.045),
    "k": Stop((350, 1900, 2200), 0, "k", 0.8, 0.05, 0.05),
    "b": Stop((300, 900, 2200), 0.12, "f", 0.35, 0.045, 0.008),
    "d": Stop((300, 1750, 2650), 0.12, "s", 0.45, 0.04, 0.01),
    "g": Stop((300, 1900, 2200), 0.12, "k", 0.5, 0.045, 0.015),
}


def first_formants(vowel: str) -> Formants:
    """Formants at the start of a vowel or diphthong."""
    return VOWELS[DIPHTHONGS[vowel][0] if vowel in DIPHTHONGS else vowel]


def duration(consonant: str) -> float:
    """Seconds of a whole consonant or stop."""
    return CONSONANTS[consonant].duration if consonant in CONSONANTS else STOPS[consonant].duration


def closing(consonant: str) -> float:
    """Seconds at the end of a syllable, where a stop has no burst."""
    return CONSONANTS[consonant].duration if consonant in CONSONANTS else STOPS[consonant].closure


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
