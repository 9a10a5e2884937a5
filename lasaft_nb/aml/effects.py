"""What an AML command does to stems: one function per verb of thesis Table 5.1, set as in the authors' generator.

Every effect maps a stem (n, 2) at ``sample_rate`` Hz to a stem (n, 2). ``apply`` runs the commanded one and mixes
(thesis 5.3, Algorithm 1).
"""

from collections.abc import Mapping
from typing import Literal, Protocol

import numpy as np
from scipy.signal import sosfilt

from lasaft_nb.aml.command import Command
from lasaft_nb.aml.reverb import reverb
from lasaft_nb.audio import filters
from lasaft_nb.audio.waveform import Waveform as Samples
from lasaft_nb.audio.waveform import as_waveform

INCREASE, DECREASE = 2.0, 0.5
NEAR_SIDE = {"": 0.8, "completely": 1.0}  # share of the mono mean that goes to the named side

CUTOFF_HZ = {
    ("lowpass", "vocals"): {"light": 1378.0, "medium": 689.0, "heavy": 344.0},
    ("lowpass", "drums"): {"light": 1378.0, "medium": 689.0, "heavy": 344.0},
    ("lowpass", "bass"): {"light": 172.0, "medium": 86.0, "heavy": 43.0},
    ("highpass", "vocals"): {"light": 1378.0, "medium": 2756.0, "heavy": 5512.0},
    ("highpass", "drums"): {"light": 1378.0, "medium": 2756.0, "heavy": 5512.0},
    ("highpass", "bass"): {"light": 86.0, "medium": 172.0, "heavy": 344.0},
}


class Effect(Protocol):
    """A manipulation of one stem: a function, known by its name."""

    __name__: str

    def __call__(self, stem: Samples, *, source: str, level: str, sample_rate: int) -> Samples:
        """``level`` is the adjective or adverb ("light", "completely", "" for none), ``sample_rate`` in Hz."""


def silence(stem: Samples, **_: object) -> Samples:
    """Mute: exact zeros."""
    return np.zeros_like(stem)


def increase(stem: Samples, **_: object) -> Samples:
    """Twice the amplitude, about +6 dB."""
    return stem * INCREASE


def decrease(stem: Samples, **_: object) -> Samples:
    """Half the amplitude, about -6 dB."""
    return stem * DECREASE


def pan_left(stem: Samples, *, level: str = "", **_: object) -> Samples:
    """The mono mean, most of it (``level`` "") or all of it ("completely") on the left."""
    mono, near = stem.mean(axis=1), NEAR_SIDE[level]
    return np.stack([near * mono, (1 - near) * mono], axis=1).astype(stem.dtype)


def pan_right(stem: Samples, *, level: str = "", **_: object) -> Samples:
    """The mirror image of ``pan_left``."""
    return pan_left(stem, level=level)[:, ::-1]


def lowpass(stem: Samples, *, source: str, level: str = "medium", sample_rate: int) -> Samples:
    """Keep what lies below the cutoff of ``CUTOFF_HZ``; 12 dB less per octave above it."""
    return biquad(stem, kind="lowpass", cutoff=CUTOFF_HZ["lowpass", source][level], sample_rate=sample_rate)


def highpass(stem: Samples, *, source: str, level: str = "medium", sample_rate: int) -> Samples:
    """Keep what lies above the cutoff of ``CUTOFF_HZ``; 12 dB less per octave below it."""
    return biquad(stem, kind="highpass", cutoff=CUTOFF_HZ["highpass", source][level], sample_rate=sample_rate)


def add_reverb(stem: Samples, *, sample_rate: int, **_: object) -> Samples:
    """Put the stem into a large, bright hall: what "remove reverb" has to undo."""
    return reverb(stem, sample_rate)


def biquad(
    stem: Samples,
    *,
    kind: Literal["lowpass", "highpass"],
    cutoff: float,
    sample_rate: int,
    q: float = filters.BUTTERWORTH_Q,
) -> Samples:
    """`filters.biquad` on a stem, as SoX's ``lowpass`` and ``highpass``; shapes (n, 2)."""
    _check_stem(stem)
    section = filters.biquad(kind, cutoff, sample_rate=sample_rate, q=q)
    return sosfilt(section, stem.astype(np.float64), axis=0).astype(stem.dtype)


EFFECTS: dict[str, Effect] = {
    "separate": silence,
    "mute": silence,
    "increase": increase,
    "decrease": decrease,
    "pan left": pan_left,
    "pan right": pan_right,
    "lowpass": lowpass,
    "highpass": highpass,
    "dereverb": add_reverb,
}


def manipulate(command: Command, stems: Mapping[str, Samples], sample_rate: int) -> dict[str, Samples]:
    """The stems after the effect that ``command`` names: on its targets, or for "separate" on all the others."""
    _check_stems(stems)
    if missing := command.targets - stems.keys():
        raise ValueError(f"stems must hold every target of {str(command)!r}; missing: {', '.join(sorted(missing))}")
    effect, keep = EFFECTS[command.task], command.task == "separate"
    touched = {name for name in stems if (name in command.targets) != keep}
    return {
        name: effect(x, source=name, level=command.level, sample_rate=sample_rate) if name in touched else x
        for name, x in stems.items()
    }


def apply(command: Command, stems: Mapping[str, Samples], sample_rate: int) -> tuple[Samples, Samples]:
    """Mixture before and after ``command``, a training pair of thesis 5.3 without its sentence.

    Shapes: each stem, before and after (n, 2). "Remove reverb" swaps the two: what was made with reverb is the input.
    Both are divided by the same number, max(1, peak of both), so that neither clips and their difference stays true;
    the peak is the largest absolute value (the authors take the signed maximum, which lets negative peaks clip).
    """
    before, after = mix(stems), mix(manipulate(command, stems, sample_rate))
    if command.task == "dereverb":
        before, after = after, before
    peak = max(1.0, float(np.abs(before).max(initial=0)), float(np.abs(after).max(initial=0)))
    return before / np.float32(peak), after / np.float32(peak)


def mix(stems: Mapping[str, Samples]) -> Samples:
    """Mixdown: the plain sum, added in float64 and returned as float32, (n, 2)."""
    _check_stems(stems)
    return np.sum([x.astype(np.float64) for x in stems.values()], axis=0).astype(np.float32)


def _check_stem(stem: Samples, name: str = "stem") -> None:
    """Raise ``ValueError`` unless ``stem`` is a floating-point array (n, 2)."""
    as_waveform(stem, name=name, channels=(2,), finite=False)


def _check_stems(stems: Mapping[str, Samples]) -> None:
    """Raise ``ValueError`` unless there is at least one stem and all are (n, 2) with the same n."""
    if not stems:
        raise ValueError("stems must hold at least one source, got none")
    for name, stem in stems.items():
        _check_stem(stem, f"stem {name!r}")
    if len({len(stem) for stem in stems.values()}) > 1:
        lengths = ", ".join(f"{name} {len(stem)}" for name, stem in stems.items())
        raise ValueError(f"stems must have one length in samples, got {lengths}")
