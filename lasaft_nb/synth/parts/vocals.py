"""Voices: tunes of two bars in AABA form on nonsense syllables, sung alone, in turn or in harmony."""

from dataclasses import dataclass

from lasaft_nb.synth.keyed_random import KeyedRandom
from lasaft_nb.synth.song import Note, Section, Song, Syllable, limited, moment
from lasaft_nb.synth.styles import MODES

ONSETS = {  # consonants before the vowel, by how often
    "": 1.6, "m": 1.2, "n": 1.2, "l": 1.2, "r": 0.8, "w": 1, "y": 1, "h": 0.9, "s": 1, "sh": 0.5, "f": 0.7, "v": 0.5,
    "z": 0.3, "p": 0.6, "t": 0.9, "k": 0.8, "b": 0.9, "d": 0.9, "g": 0.6, "s t": 0.4, "t r": 0.3, "b l": 0.3,
    "th": 0.6, "f l": 0.25,
}  # fmt: skip
VOWELS = {
    "i": 1.2, "I": 1, "e": 1.2, "ae": 0.9, "a": 1.2, "O": 0.8, "U": 0.4, "u": 1, "V": 0.9, "ey": 1, "ay": 1.1,
    "ow": 1.1, "er": 0.4, "oy": 0.25, "aw": 0.5,
}  # fmt: skip
CODAS = {  # consonants after it
    "": 3.2, "n": 1, "m": 0.6, "ng": 0.4, "s": 0.6, "t": 0.9, "l": 0.5, "r": 0.5, "z": 0.5, "d": 0.5, "k": 0.4,
    "v": 0.3,
}  # fmt: skip
RANGES = {"female": (57, 76), "male": (46, 66)}  # MIDI


@dataclass(frozen=True)
class Motif:
    """A tune of two bars: steps with lengths, degrees of the scale, and words."""

    steps: list[tuple[int, int]]
    degrees: list[int]
    words: list[Syllable]


def write(song: Song, random: KeyedRandom) -> None:
    """Add the notes of the female and the male voice."""
    singing = _Singing(song, random)
    for section in song.sections:
        if section.name in ("intro", "outro") and not random.chance(0.25):
            continue
        if section.name == "bridge" and random.chance(0.25):
            continue
        for offset in range(0, section.n_bars, 2):
            singing.phrase(section, offset)
    for voice in RANGES:
        song.notes[voice].sort(key=lambda note: note.start)


def syllable(random: KeyedRandom) -> Syllable:
    """One of 24 onsets, one of 15 vowels, one of 12 codas."""
    onset, vowel, coda = (random.pick(table, tuple(table.values())) for table in (ONSETS, VOWELS, CODAS))
    return tuple(onset.split()), vowel, tuple(coda.split())


def motif(random: KeyedRandom, *, density: float, slow: bool) -> Motif:
    """A rhythm of up to two bars and a melody that walks over the scale."""
    steps: list[tuple[int, int]] = []
    step = random.pick((0, 0, 0, 2, 2, 4))
    while step < 26:
        length = random.pick((1, 2, 3, 4, 6), (0.9 * density if slow else 0.15, 2.4, 0.5, 1.3, 0.5))
        steps.append((step, length))
        step += length
        if random.chance(0.07):
            step += 2
    last, length = steps[-1]
    steps[-1] = last, min(30 - last, length + random.pick((2, 4, 6)))
    degrees: list[int] = []
    degree = random.integer(-1, 2)
    for _ in steps:
        degrees.append(degree)
        degree += random.pick((-2, -1, 0, 1, 2, 3, -3), (0.7, 2, 1.2, 2, 0.8, 0.25, 0.2))
        degree = max(-5, min(6, degree))
    return Motif(steps, degrees, [syllable(random) for _ in steps])


class _Singing:
    """Carries what the phrases of a song share: the tunes, the singers' middles, whose turn it is."""

    def __init__(self, song: Song, random: KeyedRandom) -> None:
        self.song, self.random = song, random
        self.middles = {"female": 64 + random.integer(-1, 4), "male": 54 + random.integer(-1, 4)}
        self.first = random.integer(0, 1)
        self.motifs: dict[tuple[str, str], Motif] = {}
        self.n_phrases = 0

    def phrase(self, section: Section, offset: int) -> None:
        """Two bars of ``section``, from bar ``offset`` of it."""
        tune = self._tune(section, offset)
        voices = self._voices(section)
        self.n_phrases += 1
        rests = self.random.chance(0.35)  # the harmony sings every other note
        for number, voice in enumerate(voices):
            shift = 0 if number == 0 else self.random.pick((2, -2, 4, 0))
            shift += 2 if section.name == "chorus" else 0
            for place, (step, length) in enumerate(tune.steps):
                if number and rests and place % 2:
                    continue
                bar = section.first_bar + offset + step // 16
                if bar >= self.song.n_bars:
                    break
                accented = step % 8 == 0 or length >= 4
                pitch = self._pitch(voice, tune.degrees[place] + shift, bar, accented=accented)
                start = moment(self.song, section.first_bar + offset, step, self.random, 0.008)
                start += self.random.uniform(0, 0.015)
                velocity = limited(0.7 * section.energy + 0.15 + self.random.gaussian(0.06), 0.35)
                duration = length * self.song.beat / 4
                note = Note(start, duration, pitch, velocity, syllable=tune.words[place])
                self.song.notes[voice].append(note)

    def _tune(self, section: Section, offset: int) -> Motif:
        tag = section.name, "AABA"[(offset // 2) % 4]
        if tag not in self.motifs:
            density = 1.2 if section.name == "verse" else 0.7
            random = self.random.child("motif", *tag)
            self.motifs[tag] = motif(random, density=density, slow=self.song.tempo < 100)
        tune = self.motifs[tag]
        if section.name == "verse" and offset >= 4:  # new words on the same tune
            return Motif(tune.steps, tune.degrees, [syllable(self.random) for _ in tune.steps])
        return tune

    def _voices(self, section: Section) -> list[str]:
        """Who sings the phrase, the lead first."""
        mode, chorus = self.song.vocal_mode, section.name == "chorus"
        if mode == "duet":
            return ["female", "male"] if chorus else [("female", "male")[(self.n_phrases + self.first) % 2]]
        lead = "female" if mode in ("f_lead", "f_only") else "male"
        if mode in ("f_only", "m_only"):
            return [lead]
        joins = chorus or self.random.chance(0.4)
        return [lead, "male" if lead == "female" else "female"] if joins else [lead]

    def _pitch(self, voice: str, degree: int, bar: int, *, accented: bool) -> int:
        """MIDI pitch of a degree near the voice's middle; accented notes mostly snap to the chord."""
        scale, middle = MODES[self.song.mode], self.middles[voice]
        pitch = middle - (middle - self.song.key) % 12 + 12 * (degree // 7) + scale[degree % 7]
        if pitch < middle - 6:
            pitch += 12
        if accented and self.random.chance(0.85):
            chord = self.song.chords[bar].pitch_classes
            pitch += next((near for near in (0, -1, 1, -2, 2) if (pitch + near) % 12 in chord), 0)
        lowest, highest = RANGES[voice]
        while pitch > highest:
            pitch -= 12
        while pitch < lowest:
            pitch += 12
        return pitch
