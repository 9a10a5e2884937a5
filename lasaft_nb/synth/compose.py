"""A key of random numbers to a song: style, key, tempo, form, chords, then every part's notes."""

from lasaft_nb.synth.keyed_random import KeyedRandom
from lasaft_nb.synth.parts import bass, drums, guitar, piano, vocals
from lasaft_nb.synth.song import Chord, Section, Song
from lasaft_nb.synth.styles import MODES, PROGRESSIONS, STYLES

DUETS = ("duet", "f_lead", "m_lead")
SHORT_FORMS = ("verse chorus", "chorus verse", "intro verse chorus", "verse chorus bridge", "chorus bridge chorus")
LONG_FORM = "intro verse chorus verse chorus bridge chorus outro"


def compose(key: str, *, seconds: float, style: str, all_parts: bool) -> Song:
    """The song of ``key``, long enough for ``seconds``; ``all_parts`` forces both voices, piano and guitar."""
    random = KeyedRandom("song", key)
    drawn = STYLES[style]
    mode = random.pick(drawn.modes)
    tonic = random.integer(0, 11)
    tempo = round(random.uniform(*drawn.tempo), 1)
    n_bars = int(seconds / (4 * (60.0 / tempo))) + 1
    sections = form(n_bars, random.child("form"))
    vocal_mode = _vocal_mode(random.child("vocmode"), all_parts)
    has_piano, has_guitar = _orchestra(random.child("orch"), style, all_parts)
    song = Song(
        style=style,
        mode=mode,
        key=tonic,
        tempo=tempo,
        n_bars=n_bars,
        sections=sections,
        chords=_chords(sections, mode, tonic, random.child("chords")),
        vocal_mode=vocal_mode,
        swing=drawn.swing * random.uniform(0.6, 1.3),
        drum_kit=random.pick(drawn.kits),
        bass_patch=random.pick(drawn.basses),
        guitar_part=random.pick(drawn.guitars),
        piano_part=random.pick(drawn.pianos),
        piano_patch=random.pick(
            ("grand", "upright", "ep", "organ"), (0.7, 0.2, 0.1, 0) if style == "ballad" else (0.45, 0.2, 0.25, 0.1)
        ),
    )
    drums.write(song, random.child("drums"))
    bass.write(song, random.child("bass"))
    if has_piano:
        piano.write(song, random.child("piano"))
    if has_guitar:
        guitar.write(song, random.child("guitar"))
    if vocal_mode != "instr":
        vocals.write(song, random.child("vocals"))
    return song


def form(n_bars: int, random: KeyedRandom) -> tuple[Section, ...]:
    """Sections that fill ``n_bars``: of two bars in an excerpt, of four and more in longer songs."""
    usual = 4 if n_bars >= 12 else 2
    names = (random.pick(SHORT_FORMS) if n_bars <= 4 * usual else LONG_FORM).split()
    sections: list[Section] = []
    bar = 0
    while bar < n_bars:
        name = names[len(sections) % len(names)]
        length = max(1, usual // 2) if name == "intro" else usual
        if name in ("verse", "chorus") and n_bars > 40:
            length = 8
        sections.append(Section(name, bar, min(length, n_bars - bar)))
        bar += length
    return tuple(sections)


def _chords(sections: tuple[Section, ...], mode: str, tonic: int, random: KeyedRandom) -> tuple[Chord, ...]:
    progressions: dict[str, list[Chord]] = {}
    chords: list[Chord] = []
    for section in sections:
        if section.name not in progressions:
            degrees = [int(degree) for degree in random.pick(PROGRESSIONS[mode])]
            progressions[section.name] = [_chord(degree, mode, tonic, random) for degree in degrees]
        progression = progressions[section.name]
        chords += [progression[bar % len(progression)] for bar in range(section.n_bars)]
    return tuple(chords)


def _chord(degree: int, mode: str, tonic: int, random: KeyedRandom) -> Chord:
    """The triad on a degree, now and then with a seventh, an added ninth, a fourth, or a major dominant."""

    def above(steps: int) -> int:
        return (tonic + MODES[mode][(degree + steps) % 7]) % 12

    pitch_classes = [above(0), above(2), above(4)]
    if mode == "minor" and degree == 4 and random.chance(0.6):
        pitch_classes[1] = (pitch_classes[0] + 4) % 12
    kind = random.uniform()
    if kind < 0.18:
        pitch_classes.append(above(6))
    elif kind < 0.26:
        pitch_classes.append(above(1))
    elif kind < 0.30:
        pitch_classes[1] = above(3)
    return Chord(tuple(pitch_classes))


def _vocal_mode(random: KeyedRandom, all_parts: bool) -> str:
    if all_parts:
        return random.pick(DUETS)
    return random.pick((*DUETS, "f_only", "m_only", "instr"), (0.33, 0.2, 0.2, 0.12, 0.12, 0.03))


def _orchestra(random: KeyedRandom, style: str, all_parts: bool) -> tuple[bool, bool]:
    """Whether there is a piano, and a guitar: at least one of them."""
    has_piano = all_parts or random.chance({"rock": 0.6, "folk": 0.6}.get(style, 0.85))
    has_guitar = all_parts or not has_piano or random.chance({"dance": 0.6, "hiphop": 0.6}.get(style, 0.88))
    return has_piano, has_guitar
