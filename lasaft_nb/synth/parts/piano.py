"""Piano: chords led smoothly from one to the next, in six ways of playing."""

from collections.abc import Sequence

from lasaft_nb.synth.keyed_random import KeyedRandom
from lasaft_nb.synth.song import Chord, Note, Section, Song, limited, moment

RIFFS = ((0, 3, 6, 10, 14), (0, 6, 8, 11), (2, 6, 10, 13), (0, 3, 8, 11, 14))
LOWEST, HIGHEST = 55, 74  # MIDI: the right hand's range


def write(song: Song, random: KeyedRandom) -> None:
    """Add the piano's notes; a rock verse may go without it."""
    drawn: dict[str, tuple[str, int, tuple[int, ...]]] = {}
    previous: list[int] = []
    for section in song.sections:
        if section.name not in drawn:
            keeps = section.name != "chorus" or random.chance(0.5)
            playing = song.piano_part if keeps else random.pick(("block", "arp", "ballad"))
            drawn[section.name] = playing, random.pick((0, 0, 12)), random.pick(RIFFS)
        playing, octave, riff = drawn[section.name]
        if section.name == "verse" and song.style == "rock" and random.chance(0.35):
            continue
        for bar in section.bars:
            previous = voicing(song.chords[bar], previous)
            lifted = [pitch + (octave if section.name == "chorus" else 0) for pitch in previous]
            left_hand = 36 + (song.chords[bar].root - 36) % 12
            _Pianist(song, section, bar, random).play(playing, lifted, left_hand, riff)


def voicing(chord: Chord, previous: Sequence[int]) -> list[int]:
    """The inversion that moves least from ``previous``, or lies nearest to the middle of the range."""
    best: tuple[float, list[int]] | None = None
    tones = chord.pitch_classes
    for inversion in range(len(tones)):
        for base in range(LOWEST - 12, LOWEST + 8):
            if base % 12 != tones[inversion] % 12:
                continue
            pitches = stacked(base, [tones[(inversion + number) % len(tones)] for number in range(1, len(tones))])
            if pitches[0] < LOWEST - 3 or pitches[-1] > HIGHEST:
                continue
            if previous:
                cost: float = sum(abs(a - b) for a, b in zip(pitches, previous, strict=False))
            else:
                cost = abs(sum(pitches) / len(pitches) - 63)
            if best is None or cost < best[0]:
                best = cost, pitches
    return best[1] if best else [60, 64, 67]


def stacked(base: int, pitch_classes: Sequence[int]) -> list[int]:
    """``base`` and above it each pitch class in turn, as near as it comes."""
    pitches = [base]
    for pitch_class in pitch_classes:
        pitches.append(pitches[-1] + ((pitch_class - pitches[-1]) % 12 or 12))
    return pitches


class _Pianist:
    """Plays one bar."""

    def __init__(self, song: Song, section: Section, bar: int, random: KeyedRandom) -> None:
        self.song, self.section, self.bar, self.random = song, section, bar, random

    def hit(self, step: int, length: float, pitches: Sequence[int], velocity: float) -> None:
        start = moment(self.song, self.bar, step, self.random, 0.005)
        for pitch in pitches:
            onset = start + abs(self.random.gaussian(0.003))
            loudness = limited(velocity * self.section.energy + self.random.gaussian(0.06), 0.15)
            self.song.notes["piano"].append(Note(onset, length * self.song.step, pitch, loudness))

    def play(self, playing: str, chord: list[int], left_hand: int, riff: tuple[int, ...]) -> None:
        if playing == "block":
            self._block(chord, left_hand)
        elif playing == "offbeat":
            for step in (2, 6, 10, 14):
                self.hit(step, 1.2, chord, 0.68)
        elif playing == "arp":
            self._arpeggio(chord, left_hand)
        elif playing == "ballad":
            self._ballad(chord, left_hand)
        elif playing == "riff":
            for number, step in enumerate(riff):
                self.hit(step, 2.2, chord if number % 2 == 0 else chord[-2:], 0.66)
        else:
            self.hit(0, 15.5, chord, 0.6)
            self.hit(0, 15.5, [left_hand], 0.5)

    def _block(self, chord: list[int], left_hand: int) -> None:
        for step in self.random.pick(((0, 4, 8, 12), (0, 6, 8, 14), (0, 3, 6, 8, 11, 14), (0, 8))):
            self.hit(step, 3.4, chord, 0.7)
        self.hit(0, 15, [left_hand], 0.65)

    def _arpeggio(self, chord: list[int], left_hand: int) -> None:
        four = [*chord, chord[1] + 12] if len(chord) < 4 else chord
        order = self.random.pick(((0, 1, 2, 3), (0, 2, 1, 3), (3, 2, 1, 0)))
        for number, step in enumerate(range(0, 16, 2)):
            self.hit(step, 3.5, [four[order[number % 4]]], 0.62)
        self.hit(0, 15, [left_hand], 0.6)

    def _ballad(self, chord: list[int], left_hand: int) -> None:
        self.hit(0, 8, [left_hand, left_hand + 12], 0.6)
        self.hit(8, 8, [left_hand + 7 if left_hand + 7 < 52 else left_hand], 0.5)
        for step in (0, 4, 8, 12):
            self.hit(step, 3.8, chord, 0.5 + 0.1 * (step == 0))
        if self.random.chance(0.5):
            self.hit(14, 2, [chord[-1] + 12], 0.5)
