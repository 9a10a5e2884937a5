"""Scores of manipulations: the benchmark of 21 tasks by RMSE-MFCC, and what is preserved (thesis 5.5.3, 5.4.2).

The thesis argues that channel-wise skip attention preserves the sources that a sentence does not speak of, and measures
nothing. `evaluate_preservation` does: a song without a source goes through a network that is told to change just that
source: whatever comes back ought to be the song.
"""

import warnings
from collections.abc import Mapping, Sequence
from typing import Any, Protocol

import numpy as np

from lasaft_nb.aml.command import LEVELS, TARGETS, Command
from lasaft_nb.aml.effects import apply, mix
from lasaft_nb.errors import Note
from lasaft_nb.metrics.framewise import Array, framewise_sdr
from lasaft_nb.metrics.rmse_mfcc import rmse_mfcc
from lasaft_nb.metrics.scores import Scores, TrackLike, collect

METRIC = "RMSE-MFCC"
MEAN = "mean, "
HOW: dict[str, Any] = {"overlap": 0.25, "batch_size": 1, "progress": False}  # twice as fast as the default on a CPU
NAMES = {  # the rows of Table 5.3, in its order; every task at the strongest level it has
    "pan left": "pan left",
    "pan right": "pan right",
    "decrease": "decrease volume",
    "increase": "increase volume",
    "lowpass": "lowpass filter",
    "highpass": "highpass filter",
    "dereverb": "dereverberation",
}
BENCHMARK = {
    f"{name}, {source}": Command(task=task, targets=frozenset({source}), level=LEVELS[task][-1])
    for task, name in NAMES.items()
    for source in TARGETS
}


class ManipulatorLike(Protocol):
    """What the benchmark asks of a manipulator: ``lasaft_nb.Manipulator`` has it."""

    @property
    def sample_rate(self) -> int:
        """Hz."""

    def manipulate(
        self, source: Any, sentences: str, /, *, sample_rate: int, overlap: float, batch_size: int, progress: bool
    ) -> np.ndarray:
        """Waveform (n, 2) at ``sample_rate`` Hz to the one that the sentence asks for."""


def evaluate_manipulation(
    manipulator: ManipulatorLike | None,
    tracks: Sequence[TrackLike],
    *,
    benchmark: Mapping[str, Command] = BENCHMARK,
    progress: bool = True,
) -> Scores:
    """RMSE-MFCC of every task of ``benchmark`` on every track: {task: {"RMSE-MFCC": summary}}; smaller is better.

    Behind the tasks stands each source's mean over them, as "mean, drums".

    ``manipulator`` None leaves the mixture as it is, which gives the thesis's reference loss. ``tracks`` have to be at
    the network's sample rate, since MFCC hear what a resampler takes away.

    Raises:
        ValueError: a track at another rate than the network's.
    """
    from rich.progress import track as shown

    per_track: dict[str, dict[str, dict[str, np.ndarray]]] = {}
    for track in shown(tracks, description="manipulating tracks", transient=True, disable=not progress):
        if manipulator is not None and track.sample_rate != manipulator.sample_rate:
            raise ValueError(f"{track.name} must be at {manipulator.sample_rate} Hz, got {track.sample_rate}")
        stems = dict(track.stems())
        found = {n: _score(manipulator, command, stems, track.sample_rate) for n, command in benchmark.items()}
        per_track[track.name] = {n: {METRIC: np.array([value])} for n, value in (found | _over_tasks(found)).items()}
    return collect(per_track)


def tasks_of(scores: Mapping[str, Any]) -> list[str]:
    """The tasks among what is scored, without the means over tasks."""
    return [name for name in scores if not name.startswith(MEAN)]


def _over_tasks(found: Mapping[str, float]) -> dict[str, float]:
    """A source's mean over its tasks, the last three columns of Table 5.3."""
    by_source = {source: [value for name, value in found.items() if name.endswith(source)] for source in TARGETS}
    return {f"{MEAN}{source}": float(np.mean(values)) for source, values in by_source.items() if values}


def _score(
    manipulator: ManipulatorLike | None, command: Command, stems: Mapping[str, np.ndarray], sample_rate: int
) -> float:
    before, after = apply(command, stems, sample_rate)
    made = before
    if manipulator is not None:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Note)
            made = manipulator.manipulate(before, str(command), sample_rate=sample_rate, **HOW)
    return rmse_mfcc(after, made, sample_rate)


def better_than_nothing(scores: Scores, reference: Scores) -> list[str]:
    """The tasks whose mean RMSE-MFCC over tracks is below the reference loss."""
    return [name for name in tasks_of(scores) if _mean(scores, name) < _mean(reference, name)]


def in_words(card: Mapping[str, Any]) -> str:
    """What a network's card says about its manipulations; `rmse_mfcc` and `reference_loss` are means over tracks."""
    made, reference = card.get("rmse_mfcc"), card.get("reference_loss")
    if not made or not reference:
        return "no score known"
    n_better = sum(made[name] < reference[name] for name in made)
    where = (card.get("dataset") or {}).get("name") or "its test tracks"
    return f"nearer to the truth than the untouched song in {n_better} of {len(made)} tasks on {where}"


def _mean(scores: Scores, name: str) -> float:
    mean = scores[name][METRIC]["mean"]
    return float("nan") if mean is None else mean


ALL = "all"  # all commands together
COMMANDS = {
    f"{task}, {source}": Command(task=task, targets=frozenset({source}), level=LEVELS[task][-1])
    for task in ("mute", "lowpass")
    for source in TARGETS
}


def evaluate_preservation(
    manipulator: ManipulatorLike, tracks: Sequence[TrackLike], *, commands: Mapping[str, Command] = COMMANDS
) -> Scores:
    """SDR in dB of what comes back against the song that went in, without the source that the sentence names.

    Every second of every track and command is a frame; ``"all"`` holds those of all commands. ``tracks`` have to be at
    the network's sample rate. Returns {command: {"SDR": summary}}.
    """
    scored: dict[str, dict[str, dict[str, Array]]] = {}
    for track in tracks:
        frames = {name: _frames(manipulator, command, track) for name, command in commands.items()}
        frames[ALL] = np.concatenate(list(frames.values()))
        scored[track.name] = {name: {"SDR": values} for name, values in frames.items()}
    return collect(scored)


def _frames(manipulator: ManipulatorLike, command: Command, track: TrackLike) -> Array:
    song = mix({name: stem for name, stem in track.stems().items() if name not in command.targets})
    song = song / np.float32(max(1.0, float(np.abs(song).max())))
    made = manipulator.manipulate(song, str(command), sample_rate=track.sample_rate, **HOW)
    return framewise_sdr(song, made, track.sample_rate)
