"""Sounds in time to control tracks: formants, voicing, breath, nasality, friction."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from lasaft_nb.synth.keyed_random import SAMPLE_RATE, KeyedRandom, Samples
from lasaft_nb.synth.song import Note
from lasaft_nb.synth.voice.phonemes import CONSONANTS, FRICTIONS, NEUTRAL, STOPS, VOWELS, Segment, first_formants
from lasaft_nb.synth.voice.singer import CONTROL_HOP, Singer, control_frame, smoothed


@dataclass
class Articulation:
    """Control tracks, each (t,), formants (3, t) in Hz; one value every `CONTROL_HOP` samples."""

    formants: Samples
    voicing: Samples
    aspiration: Samples
    nasality: Samples
    friction: dict[str, Samples]

    @classmethod
    def silent(cls, n_frames: int) -> "Articulation":
        """A closed mouth."""
        return cls(
            formants=np.zeros((3, n_frames)),
            voicing=np.zeros(n_frames),
            aspiration=np.zeros(n_frames),
            nasality=np.zeros(n_frames),
            friction={name: np.zeros(n_frames) for name in FRICTIONS},
        )

    def smooth(self) -> "Articulation":
        """The mouth moves in 60 ms, the folds in 30, the breath in 20."""
        return Articulation(
            np.stack([smoothed(track, 0.06) for track in self.formants]),
            smoothed(self.voicing, 0.03),
            smoothed(self.aspiration, 0.02),
            smoothed(self.nasality, 0.025),
            {name: smoothed(track, 0.012) for name, track in self.friction.items()},
        )


def articulate(
    sounds: Sequence[Segment], notes: Sequence[Note], n_frames: int, singer: Singer, random: KeyedRandom
) -> Articulation:
    """Control tracks of a whole song."""
    tracks = Articulation.silent(n_frames)
    formants, filled = NEUTRAL, 0
    for sound in sounds:
        first, last = round(control_frame(sound.start)), round(control_frame(sound.stop))
        # A consonant that ends before the song has a negative stop, so its noise lasts through the song. This is so in
        # the second takes of two training songs of "small", and stays while GENERATOR_VERSION is 1.
        span = slice(max(0, first), min(n_frames, max(last, first + 1)))
        if span.start >= n_frames:
            break
        tracks.formants[:, filled : span.start] = np.array(formants)[:, None]
        if sound.is_vowel:
            formants = VOWELS[sound.phoneme]
            tracks.voicing[span] = sound.velocity
            tracks.aspiration[span] = singer.breath
        elif sound.phoneme in CONSONANTS:
            formants = _hold(tracks, sound, span, random)
        else:
            formants = _burst(tracks, sound, span, random)
        tracks.formants[:, span] = np.array(formants)[:, None]
        filled = span.stop
    tracks.formants[:, filled:] = np.array(formants)[:, None]
    _inhale(tracks, notes, random)
    return tracks.smooth()


def _hold(tracks: Articulation, sound: Segment, span: slice, random: KeyedRandom) -> tuple[float, float, float]:
    consonant = CONSONANTS[sound.phoneme]
    tracks.voicing[span] = consonant.voicing * sound.velocity
    tracks.aspiration[span] = consonant.aspiration * 0.5
    tracks.nasality[span] = consonant.nasality
    if consonant.friction:
        tracks.friction[consonant.friction][span] = consonant.friction_level * random.uniform(0.8, 1.2)
    return first_formants(sound.vowel) if consonant.formants is None else consonant.formants


def _burst(tracks: Articulation, sound: Segment, span: slice, random: KeyedRandom) -> tuple[float, float, float]:
    stop, n_frames = STOPS[sound.phoneme], len(tracks.voicing)
    after = round((span.stop - span.start) * stop.aspiration / stop.duration)
    opening = span.stop - max(1, after)
    tracks.voicing[span.start : opening] = stop.voicing
    burst = slice(opening, min(n_frames, opening + max(2, int(control_frame(0.010)))))
    tracks.friction[stop.friction][burst] = stop.friction_level * random.uniform(0.8, 1.2)
    tracks.aspiration[opening : span.stop] = 0.55 if stop.voicing == 0 else 0.15
    return stop.formants


def _inhale(tracks: Articulation, notes: Sequence[Note], random: KeyedRandom) -> None:
    """Audible breaths before some phrases."""
    last_end = -9.0
    for note in notes:
        if note.start - last_end > 0.55 and note.start > 0.5 and random.chance(0.45):
            first = int((note.start - random.uniform(0.38, 0.5)) * SAMPLE_RATE / CONTROL_HOP)
            last = int((note.start - 0.14) * SAMPLE_RATE / CONTROL_HOP)
            if first > 0 and last < len(tracks.aspiration):
                breath = random.uniform(0.06, 0.16) * np.hanning(max(1, last - first))
                tracks.aspiration[first:last] = np.maximum(tracks.aspiration[first:last], breath)
        last_end = note.start + note.duration
