"""What a manipulation leaves alone: how well a network passes the sources that a sentence does not speak of.

The thesis argues that channel-wise skip attention preserves them (5.4.2), and measures nothing. Here a song without a
source goes through a network that is told to change just that source: whatever comes back ought to be the song.
"""

from collections.abc import Mapping, Sequence

import numpy as np

from lasaft_nb.aml.command import LEVELS, TARGETS, Command
from lasaft_nb.aml.effects import mix
from lasaft_nb.metrics.framewise import Array, framewise_sdr
from lasaft_nb.metrics.manipulation import HOW, ManipulatorLike
from lasaft_nb.metrics.score_track import TrackLike
from lasaft_nb.metrics.summary import Scores, collect

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
