"""Songs: the same ones for ever, within the rules of their style."""

import hashlib

from lasaft_nb.synth.compose import compose
from lasaft_nb.synth.plan import PRESETS
from lasaft_nb.synth.song import SUB_STEMS, Song
from lasaft_nb.synth.styles import MODES, STYLES


def songs(preset: str) -> list[Song]:
    return [
        compose(song.key, seconds=song.seconds, style=song.style, all_parts=song.all_parts)
        for song in PRESETS[preset].songs()
    ]


def test_the_notes_of_the_small_dataset_never_change() -> None:
    """The shipped weights were trained on these songs: a change needs another GENERATOR_VERSION."""
    notes = [(part, note) for song in songs("small") for part in SUB_STEMS for note in song.notes[part]]
    text = "".join(f"{part} {note.start:.6f} {note.pitch} {note.velocity:.6f}\n" for part, note in notes)
    assert hashlib.sha256(text.encode()).hexdigest()[:16] == "4cebf3ba54d83ec0"


def test_sections_and_chords_fill_the_song_without_a_gap() -> None:
    for song in songs("tiny"):
        assert [bar for section in song.sections for bar in section.bars] == list(range(song.n_bars))
        assert len(song.chords) == song.n_bars
        assert song.n_bars * song.bar >= 10


def test_tempo_and_mode_are_of_the_style() -> None:
    for song in songs("small"):
        low, high = STYLES[song.style].tempo
        assert low <= song.tempo <= high and song.mode in STYLES[song.style].modes


def test_a_voice_sings_within_its_range_and_mostly_in_the_scale() -> None:
    inside = []
    for song in songs("small"):
        scale = {(song.key + step) % 12 for step in MODES[song.mode]}
        for voice, (low, high) in {"female": (57, 76), "male": (46, 66)}.items():
            assert all(low <= note.pitch <= high for note in song.notes[voice])
            inside += [note.pitch % 12 in scale for note in song.notes[voice]]
    assert sum(inside) / len(inside) > 0.9


def test_every_drum_pattern_has_sixteen_steps() -> None:
    for style in STYLES.values():
        assert all(len(pattern) == 16 for pattern in (*style.kick, *style.snare, *style.hihat))
