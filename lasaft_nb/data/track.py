"""A song with its stems, wherever the audio lies, and how loud songs are."""

from abc import ABC, abstractmethod
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from lasaft_nb.audio.blocks import ArrayAudio
from lasaft_nb.audio.normalise import find_level
from lasaft_nb.audio.waveform import Waveform
from lasaft_nb.errors import UserError
from lasaft_nb.sources import SOURCES

SONGS, SECONDS = 20, 30.0  # whose level counts: at most so many, evenly from all, and their middles


class Track(ABC):
    """One song: a mixture and its stems, read in parts.

    Waveforms are float32 (n, 2) in [-1, 1]; ``start`` and ``stop`` are samples at ``sample_rate`` Hz, ``stop=None`` the
    end.
    """

    name: str
    path: Path
    sources: tuple[str, ...] = SOURCES

    @property
    @abstractmethod
    def sample_rate(self) -> int:
        """Samples a second."""

    @property
    @abstractmethod
    def n_samples(self) -> int:
        """Length of the mixture and of every stem."""

    @property
    @abstractmethod
    def files(self) -> tuple[Path, ...]:
        """The files that the audio comes from."""

    @abstractmethod
    def _read(self, name: str, start: int, stop: int) -> Waveform: ...

    @property
    def duration(self) -> float:
        """Seconds."""
        return self.n_samples / self.sample_rate

    def middle(self, seconds: float) -> tuple[int, int]:
        """(start, stop) of at most ``seconds`` in the middle of the song."""
        length = min(self.n_samples, round(seconds * self.sample_rate))
        start = (self.n_samples - length) // 2
        return start, start + length

    def mixture(self, start: int = 0, stop: int | None = None) -> Waveform:
        """The whole song (n, 2)."""
        return self.stem("mixture", start, stop)

    def stem(self, name: str, start: int = 0, stop: int | None = None) -> Waveform:
        """One source (n, 2).

        Raises:
            ValueError: If the samples asked for are not in the track.
            UserError: If the track has no such stem, or the audio holds NaN or infinity.
        """
        stop = self.n_samples if stop is None else stop
        if not 0 <= start <= stop <= self.n_samples:
            raise ValueError(f"start and stop must satisfy 0 <= start <= stop <= {self.n_samples}, got {start}, {stop}")
        waveform = self._read(name, start, stop)
        if not np.isfinite(waveform).all():
            raise UserError(f"{self.path}: {name} holds NaN or infinity; render that stem again.")
        return waveform

    def stems(self, start: int = 0, stop: int | None = None) -> dict[str, Waveform]:
        """Every source of `sources` by name."""
        return {name: self.stem(name, start, stop) for name in self.sources}

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self.name!r}, {self.duration:.1f} s at {self.sample_rate} Hz)"


def level_of(songs: Sequence[Track]) -> float:
    """Mean level in dBFS of the mixtures of some tracks, see `audio.normalise`."""
    some = [songs[place] for place in np.unique(np.linspace(0, len(songs) - 1, SONGS).round().astype(int))]
    levels = [
        find_level(ArrayAudio(song.mixture(*song.middle(SECONDS)), sample_rate=song.sample_rate))[0] for song in some
    ]
    return float(np.mean(levels))
