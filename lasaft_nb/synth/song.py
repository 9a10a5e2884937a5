"""A composed song: its notes before any sound, when they sound, and its score as JSON."""

from dataclasses import dataclass, field
from typing import Any

from lasaft_nb.synth.keyed_random import GENERATOR_VERSION, SAMPLE_RATE, KeyedRandom
from lasaft_nb.synth.plan import SongPlan

SUB_STEMS = ("kick", "snare", "hihat", "bass", "piano", "guitar", "female", "male")  # as a score lists them
Syllable = tuple[tuple[str, ...], str, tuple[str, ...]]  # consonants before, vowel, consonants after


@dataclass(frozen=True)
class Note:
    """One note or stroke."""

    start: float  # seconds
    duration: float  # seconds
    pitch: float = 0  # MIDI note; unused for drums
    velocity: float = 1.0  # 0..1
    articulation: str = ""  # drums: the stroke; guitar: "open" or "mute"
    syllable: Syllable | None = None  # voices: what is sung


@dataclass(frozen=True)
class Chord:
    """Pitch classes (0..11, C = 0); the first is the root."""

    pitch_classes: tuple[int, ...]

    @property
    def root(self) -> int:
        """Pitch class of the root."""
        return self.pitch_classes[0]


@dataclass(frozen=True)
class Section:
    """A stretch of the form: ``intro``, ``verse``, ``chorus``, ``bridge`` or ``outro``."""

    name: str
    first_bar: int
    n_bars: int

    @property
    def energy(self) -> float:
        """How strongly everyone plays, 0..1."""
        return {"intro": 0.55, "verse": 0.7, "chorus": 1.0, "bridge": 0.6, "outro": 0.6}[self.name]

    @property
    def bars(self) -> range:
        """Numbers of its bars."""
        return range(self.first_bar, self.first_bar + self.n_bars)


@dataclass(frozen=True, kw_only=True)
class Song:
    """Everything that was decided before rendering. Four beats a bar, sixteen steps a bar."""

    style: str
    mode: str
    key: int  # pitch class of the tonic
    tempo: float  # beats a minute
    swing: float  # delay of odd steps, in pairs of steps
    n_bars: int
    sections: tuple[Section, ...]
    chords: tuple[Chord, ...]  # one a bar
    vocal_mode: str  # duet, f_lead, m_lead, f_only, m_only, instr
    drum_kit: str
    bass_patch: str
    guitar_part: str
    piano_part: str
    piano_patch: str
    notes: dict[str, list[Note]] = field(default_factory=lambda: {part: [] for part in SUB_STEMS})

    @property
    def beat(self) -> float:
        """Seconds."""
        return 60.0 / self.tempo

    @property
    def bar(self) -> float:
        """Seconds."""
        return 4 * self.beat

    @property
    def step(self) -> float:
        """Seconds: a sixteenth note."""
        return self.beat / 4


PITCH_NAMES = ("C", "C#", "D", "D#", "E", "F", "F#", "G", "G#", "A", "A#", "B")
DRUMS = ("kick", "snare", "hihat")


def score(song: Song, plan: SongPlan) -> dict[str, Any]:
    """Everything that was composed; times in seconds, pitches as MIDI numbers, velocities 0..1.

    Notes may lie beyond the end of the audio, whose last bar is cut.
    """
    return {
        "name": plan.name,
        "split": plan.split,
        "seed": plan.seed,
        "generator_version": GENERATOR_VERSION,
        "seconds": plan.seconds,
        "sample_rate": SAMPLE_RATE,
        "style": song.style,
        "tempo": song.tempo,
        "beats_per_bar": 4,
        "bar_seconds": _rounded(song.bar),
        "swing": _rounded(song.swing),
        "key": {"tonic": PITCH_NAMES[song.key], "mode": song.mode},
        "vocals": song.vocal_mode,
        "sounds": {
            "drums": song.drum_kit,
            "bass": song.bass_patch,
            "guitar": song.guitar_part,
            "piano": song.piano_patch,
        },
        "sections": [
            {"name": section.name, "start": _rounded(section.first_bar * song.bar), "bars": section.n_bars}
            for section in song.sections
        ],
        "chords": [
            {
                "start": _rounded(number * song.bar),
                "root": PITCH_NAMES[chord.root],
                "pitch_classes": [PITCH_NAMES[pitch_class] for pitch_class in chord.pitch_classes],
            }
            for number, chord in enumerate(song.chords)
        ],
        "notes": {part: [_note(note, part) for note in notes] for part, notes in song.notes.items()},
    }


def _note(note: Note, part: str) -> dict[str, Any]:
    out: dict[str, Any] = {"start": _rounded(note.start), "velocity": _rounded(note.velocity)}
    if part not in DRUMS:
        out |= {"duration": _rounded(note.duration), "pitch": note.pitch}
    if note.articulation:
        out["stroke"] = note.articulation
    if note.syllable:
        onset, vowel, coda = note.syllable
        out["syllable"] = "-".join((*onset, vowel, *coda))
    return out


def _rounded(value: float) -> float:
    return round(float(value), 6)


def moment(song: Song, bar: int, step: float, random: KeyedRandom, deviation: float = 0.004) -> float:
    """Seconds at which ``step`` (a sixteenth, or between two) of ``bar`` sounds, with swing and human deviation (s)."""
    time = bar * song.bar + step * song.step
    if int(step) % 2 == 1:
        time += song.swing * 2 * song.step
    return max(0.0, time + random.gaussian(deviation))


def limited(velocity: float, lowest: float) -> float:
    """``velocity`` kept in lowest..1."""
    return min(1, max(lowest, velocity))
