"""A track at another sample rate."""

from pathlib import Path

import numpy as np

from lasaft_nb.audio.waveform import Waveform
from lasaft_nb.data.array_track import ORDER, ArrayTrack
from lasaft_nb.data.track import Track


class ResampledTrack(ArrayTrack):
    """``track`` at ``sample_rate`` Hz (soxr, high quality), kept in the cache.

    Every stem is filtered by itself, so mixture and sum of stems agree to the 16-bit step of each: about -90 dB.
    """

    def __init__(self, track: Track, *, sample_rate: int) -> None:
        if sample_rate <= 0:
            raise ValueError(f"sample_rate must be positive (Hz), got {sample_rate}")
        self.track, self.name, self.path, self._rate = track, track.name, track.path, sample_rate

    @property
    def sample_rate(self) -> int:
        """Samples a second."""
        return self._rate

    @property
    def files(self) -> tuple[Path, ...]:
        """The files of the track at its own rate."""
        return self.track.files

    def _make(self) -> Waveform:
        import soxr

        stems = [soxr.resample(self.track.stem(name), self.track.sample_rate, self.sample_rate) for name in ORDER]
        return np.stack(stems)


def at_rate(track: Track, sample_rate: int) -> Track:
    """``track`` itself where it has the rate (Hz), else a `ResampledTrack`."""
    return track if track.sample_rate == sample_rate else ResampledTrack(track, sample_rate=sample_rate)
