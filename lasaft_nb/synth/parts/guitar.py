"""Guitar: strummed, picked, muted, skanking or power chords."""

from collections.abc import Sequence

from lasaft_nb.synth.keyed_random import KeyedRandom
from lasaft_nb.synth.parts.piano import stacked
from lasaft_nb.synth.song import Chord, Note, Section, Song, limited, moment

STRUMS = ("D.DU.UDU", "D.D.DUDU", "DUDUDUDU", "D..UDUDU", "D.DUD.DU")  # down and up, eighths
PICKINGS = ((0, 2, 3, 4, 3, 2, 4, 3), (0, 3, 2, 4, 1, 3, 2, 4), (0, 2, 4, 3, 2, 4, 3, 2))  # strings, eighths
POWER_RHYTHMS: tuple[tuple[tuple[int, int], ...], ...] = (
    ((0, 16),),
    ((0, 6), (6, 10)),
    tuple((step, 2) for step in range(0, 16, 2)),
    ((0, 4), (4, 2), (6, 4), (10, 6)),
)


def write(song: Song, random: KeyedRandom) -> None:
    """Add the guitar's notes."""
    drawn: dict[str, tuple[str, str, int]] = {}
    for section in song.sections:
        if section.name not in drawn:
            chugs = song.guitar_part == "power" and section.name == "verse" and random.chance(0.5)
            playing = "chug" if chugs else song.guitar_part
            drawn[section.name] = playing, random.pick(STRUMS), random.pick((0, 1, 2))
        for bar in section.bars:
            _Guitarist(song, section, bar, random).play(*drawn[section.name])


def voicing(chord: Chord) -> list[int]:
    """Up to six strings from the root upwards (MIDI), as an open chord lies."""
    root = 40 + (chord.root - 40) % 12
    tones = [chord.pitch_classes[number] for number in (2, 0, 1, 2, 0)]
    pitches = stacked(root, tones)
    reachable = [pitch for pitch in pitches if pitch <= 76]
    return reachable[:6]


class _Guitarist:
    """Plays one bar."""

    def __init__(self, song: Song, section: Section, bar: int, random: KeyedRandom) -> None:
        self.song, self.section, self.bar, self.random = song, section, bar, random

    def hit(
        self,
        step: int,
        length: float,
        pitches: Sequence[int],
        velocity: float,
        *,
        spread: float = 0.012,
        art: str = "open",
    ) -> None:
        """Strings one after the other, ``spread`` seconds apart."""
        start = moment(self.song, self.bar, step, self.random, 0.005)
        for number, pitch in enumerate(pitches):
            onset = start + number * spread * (0.8 + 0.4 * self.random.uniform())
            loudness = limited(velocity * self.section.energy + self.random.gaussian(0.06), 0.15)
            self.song.notes["guitar"].append(Note(onset, length * self.song.step, pitch, loudness, art))

    def play(self, playing: str, strum: str, picking: int) -> None:
        chord = voicing(self.song.chords[self.bar])
        if playing.endswith("strum"):
            self._strum(chord, strum)
        elif playing.endswith("arp"):
            for number, string in enumerate(PICKINGS[picking]):
                self.hit(2 * number, 5, [chord[min(string, len(chord) - 1)]], 0.62)
        elif playing in ("power", "chug"):
            self._power(muted=playing == "chug")
        elif playing == "muted":
            for step in range(0, 16, 2):
                if self.random.chance(0.85):
                    string = self.random.integer(0, min(3, len(chord) - 1))
                    self.hit(step, 0.9, [chord[string]], 0.6, art="mute")
        else:
            self._skank(chord)

    def _strum(self, chord: list[int], strum: str) -> None:
        for number, stroke in enumerate(strum):
            if stroke == ".":
                continue
            following = next((later for later in range(number + 1, 8) if strum[later] != "."), 8)
            length = (following - number) * 2 - 0.1
            if stroke == "D":
                self.hit(2 * number, length, chord, 0.74)
            else:
                self.hit(2 * number, length, chord[2:][::-1], 0.55)

    def _power(self, *, muted: bool) -> None:
        root = 40 + (self.song.chords[self.bar].root - 40) % 12
        chord = [root, root + 7, root + 12]
        if muted:
            for step in range(0, 16, 2):
                self.hit(step, 1.1, chord[:2], 0.6, spread=0.003, art="mute")
            return
        for step, length in self.random.pick(POWER_RHYTHMS):
            self.hit(step, length - 0.15, chord, 0.8, spread=0.004)

    def _skank(self, chord: list[int]) -> None:
        for step in range(16):
            strong = step % 4 == 2
            if not strong and not self.random.chance(0.35):
                continue
            strings = chord[2:][::-1] if self.random.chance(0.4) else chord[2:]
            if strong:
                self.hit(step, 0.8, strings, 0.7, spread=0.005)
            else:
                self.hit(step, 0.4, strings, 0.4, spread=0.005, art="mute")
