"""Drums: a pattern for each section, quiet notes that come and go, crashes and fills."""

from lasaft_nb.synth.keyed_random import KeyedRandom
from lasaft_nb.synth.song import Note, Section, Song, limited, moment
from lasaft_nb.synth.styles import STYLES

LOUDNESS = {"X": 0.92, "O": 0.85, "x": 0.68, "o": 0.38}
FILLS: tuple[tuple[float, ...], ...] = (
    (12, 13, 14, 15),
    (12, 14, 15),
    (12, 12.67, 13.33, 14, 14.67, 15.33),
    (13, 14, 15),
)


def write(song: Song, random: KeyedRandom) -> None:
    """Add the notes of kick, snare (with toms and rim) and hi-hat (with ride and crash)."""
    style = STYLES[song.style]
    drawn: dict[str, tuple[dict[str, str], str]] = {}
    for section in song.sections:
        if section.name not in drawn:
            patterns = {
                "kick": random.pick(style.kick),
                "snare": random.pick(style.snare),
                "hihat": random.pick(style.hihat),
            }
            rides = section.name in ("chorus", "bridge")
            drawn[section.name] = patterns, random.pick(("closed", "ride"), (3, 1)) if rides else "closed"
        patterns, cymbal = drawn[section.name]
        _Drummer(song, section, cymbal, random).play(patterns)


class _Drummer:
    """Plays one section."""

    def __init__(self, song: Song, section: Section, cymbal: str, random: KeyedRandom) -> None:
        self.song, self.section, self.cymbal, self.random = song, section, cymbal, random
        self.deviation = 0.002 if song.drum_kit == "electro" else 0.005  # seconds

    def play(self, patterns: dict[str, str]) -> None:
        cymbals_only = self.section.name == "intro" and self.random.chance(0.35)
        for bar in self.section.bars:
            last = bar == self.section.bars[-1] and self.section.n_bars > 1
            fills = last and self.random.chance(0.6)
            if bar == self.section.first_bar and self.section.name == "chorus" and self.random.chance(0.8):
                start = self._moment(bar, 0)
                crash = Note(start, 2.5, velocity=self.random.uniform(0.7, 1), articulation="crash")
                self.song.notes["hihat"].append(crash)
            for step in range(16):
                for instrument, pattern in patterns.items():
                    filled = fills and step >= 12 and instrument != "kick"
                    if not filled and (instrument == "hihat" or not cymbals_only):
                        self._strike(bar, step, instrument, pattern[step])
            if fills and not cymbals_only:
                self._fill(bar)

    def _moment(self, bar: int, step: float) -> float:
        return moment(self.song, bar, step, self.random, self.deviation)

    def _strike(self, bar: int, step: int, instrument: str, mark: str) -> None:
        if mark == "." or (mark == "o" and not self.random.chance(0.55)):
            return
        loudness = LOUDNESS[mark] * (0.75 + 0.25 * self.section.energy)
        velocity = limited(loudness + self.random.gaussian(0.05), 0.12)
        stroke = instrument
        if instrument == "hihat":
            stroke = "open" if mark == "O" else self.cymbal
        quiet = self.song.style in ("ballad", "folk") and self.section.name == "verse"
        if instrument == "snare" and quiet and mark == "x":
            stroke = "rim"
        note = Note(self._moment(bar, step), 0.5, velocity=velocity, articulation=stroke)
        self.song.notes[instrument].append(note)

    def _fill(self, bar: int) -> None:
        steps = self.random.pick(FILLS)
        for number, step in enumerate(steps):
            start = self._moment(bar, step)
            drum = self.random.pick(("snare", "snare", "tom"))
            velocity = min(1, 0.55 + 0.4 * number / len(steps) + self.random.gaussian(0.04))
            self.song.notes["snare"].append(Note(start, 0.5, velocity=velocity, articulation=drum))
