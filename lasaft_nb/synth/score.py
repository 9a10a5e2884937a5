"""A song's score as JSON: tempo, form, chords, and every note of every sub-stem."""

from typing import Any

from lasaft_nb.synth import GENERATOR_VERSION, SAMPLE_RATE
from lasaft_nb.synth.plan import SongPlan
from lasaft_nb.synth.song import Note, Song

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
