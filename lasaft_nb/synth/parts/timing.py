"""Where a step of a bar lies in time, played by people."""

from lasaft_nb.synth.keyed_random import KeyedRandom
from lasaft_nb.synth.song import Song


def moment(song: Song, bar: int, step: float, random: KeyedRandom, deviation: float = 0.004) -> float:
    """Seconds at which ``step`` (a sixteenth, or between two) of ``bar`` sounds, with swing and human deviation (s)."""
    time = bar * song.bar + step * song.step
    if int(step) % 2 == 1:
        time += song.swing * 2 * song.step
    return max(0.0, time + random.gaussian(deviation))


def limited(velocity: float, lowest: float) -> float:
    """``velocity`` kept in lowest..1."""
    return min(1, max(lowest, velocity))
