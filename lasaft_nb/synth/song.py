"""A composed song: what a score holds, before any sound."""

from dataclasses import dataclass, field

PARTS = ("kick", "snare", "hihat", "bass", "piano", "guitar", "female", "male")  # the eight sub-stems
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
    notes: dict[str, list[Note]] = field(default_factory=lambda: {part: [] for part in PARTS})

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
