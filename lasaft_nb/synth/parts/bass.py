"""Bass: seven figures over the roots of the chords."""

from collections.abc import Callable

from lasaft_nb.synth.keyed_random import KeyedRandom
from lasaft_nb.synth.song import Note, Song, limited, moment
from lasaft_nb.synth.styles import STYLES

Figure = list[tuple[int, float, int]]  # step, length in steps, MIDI pitch


def write(song: Song, random: KeyedRandom) -> None:
    """Add the bass's notes: one figure for each kind of section."""
    figures: dict[str, str] = {}
    lowest = random.integer(28, 33)
    for section in song.sections:
        if section.name not in figures:
            figures[section.name] = random.pick(STYLES[song.style].bass_figures)
        if section.name == "intro" and random.chance(0.3):
            continue
        for bar in section.bars:
            root = lowest + (song.chords[bar].root - lowest) % 12
            coming = song.chords[min(bar + 1, len(song.chords) - 1)]
            next_root = lowest + (coming.root - lowest) % 12
            for step, length, pitch in _bar(figures[section.name], root, next_root, song.mode, random):
                start = moment(song, bar, step, random, 0.004)
                velocity = limited(0.72 * (0.8 + 0.2 * section.energy) + random.gaussian(0.08), 0.3)
                song.notes["bass"].append(Note(start, length * song.beat / 4, pitch, velocity))


def _bar(figure: str, root: int, next_root: int, mode: str, random: KeyedRandom) -> Figure:
    fifth = root + 7 if root + 7 < 50 else root - 5
    colour = root + (9 if mode == "major" else 10)
    figures: dict[str, Callable[[], Figure]] = {
        "8ths": lambda: _eighths(root, next_root, random),
        "rootkick": lambda: _with_the_kick(root, fifth, random),
        "octave": lambda: [(step, 1.6, root + (12 if (step // 2) % 2 else 0)) for step in range(0, 16, 2)],
        "long": lambda: _long(root, next_root, fifth, random),
        "sync": lambda: _syncopated((root, root + 12, fifth, colour), random),
        "offbeat": lambda: _offbeat(root, random),
        "rootfifth": lambda: _root_and_fifth(root, next_root, fifth, random),
    }
    return figures[figure]()


def _offbeat(root: int, random: KeyedRandom) -> Figure:
    notes: Figure = [(step, 1.6, root) for step in (2, 6, 10, 14)]
    return notes + [(step + 1, 0.8, root + 12) for step in (2, 10) if random.chance(0.3)]


def _root_and_fifth(root: int, next_root: int, fifth: int, random: KeyedRandom) -> Figure:
    notes: Figure = [(0, 5, root), (8, 5, fifth)]
    return [*notes, (14, 1.6, next_root - 2)] if random.chance(0.4) else notes


def _eighths(root: int, next_root: int, random: KeyedRandom) -> Figure:
    notes: Figure = [(step, 1.8, root) for step in range(0, 16, 2)]
    if random.chance(0.4):
        notes[-1] = (14, 1.8, next_root - 2 if random.chance(0.5) else next_root + 1)
    return notes


def _with_the_kick(root: int, fifth: int, random: KeyedRandom) -> Figure:
    steps = [step for step in (0, 3, 6, 8, 10, 11, 14) if step in (0, 8) or random.chance(0.35)]
    ends = [*steps[1:], 16]
    notes: Figure = [
        (step, end - step - 0.3, root if random.chance(0.8) else fifth) for step, end in zip(steps, ends, strict=True)
    ]
    return [(notes[0][0], notes[0][1], root), *notes[1:]]


def _long(root: int, next_root: int, fifth: int, random: KeyedRandom) -> Figure:
    notes: Figure = [(0, 7.5, root), (8, 5.5, root if random.chance(0.6) else fifth)]
    if random.chance(0.5):
        notes.append((14, 1.7, next_root - 1 if random.chance(0.5) else fifth))
    return notes


def _syncopated(pitches: tuple[int, ...], random: KeyedRandom) -> Figure:
    notes: Figure = [(0, 2.5, pitches[0])]
    for step in (3, 6, 7, 10, 11, 13, 14):
        if random.chance(0.5):
            length = random.pick((0.8, 1.5))
            notes.append((step, length, random.pick(pitches)))
    return notes
