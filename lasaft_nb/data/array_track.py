"""Tracks whose audio is kept decoded on disk, as one array that is read in parts; and tracks at another rate.

One kind of these is a track of MUSDB18 as published: one ``.stem.mp4`` with five AAC streams.
"""

import hashlib
import json
import warnings
from abc import abstractmethod
from collections.abc import Iterable
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from lasaft_nb.audio.containers import parts_of
from lasaft_nb.audio.libav import LibavAudio
from lasaft_nb.audio.source import Source
from lasaft_nb.audio.waveform import FULL_SCALE, Waveform
from lasaft_nb.data.track import Track
from lasaft_nb.errors import Note, UserError
from lasaft_nb.paths import atomic_write, audio_cache_dir
from lasaft_nb.sources import SOURCES

ORDER = ("mixture", *SOURCES)  # first axis of the array
CACHE_VERSION = 1  # change it when the same files would give another array


class ArrayTrack(Track):
    """A track read from a memory-mapped ``.npy`` (5, n, 2) in the cache, which is made at first use.

    The array is written beside its name and then renamed, so a run that is killed leaves no half of one. It is found
    again by the names, sizes and times of the files it comes from: a changed file gives a new array.
    """

    _array: NDArray[Any] | None = None

    @abstractmethod
    def _make(self) -> Waveform:
        """The audio, float32 (5, n, 2) in `ORDER`."""

    @property
    def n_samples(self) -> int:
        """Length of the mixture and of every stem."""
        return self.array.shape[1]

    @property
    def cache_file(self) -> Path:
        """Where the array lies, or will."""
        states = [(file.name, file.stat().st_size, file.stat().st_mtime_ns) for file in self.files]
        key = json.dumps([CACHE_VERSION, type(self).__name__, str(self.path.absolute()), states, self.sample_rate])
        return audio_cache_dir() / f"{hashlib.sha256(key.encode()).hexdigest()[:32]}.npy"

    @property
    def array(self) -> NDArray[Any]:
        """The stored audio (5, n, 2): int16, or float32 where a sample lies outside [-1, 1)."""
        if self._array is None:
            if not (file := self.cache_file).is_file():
                with atomic_write(file) as part:
                    np.save(part, _compact(self._make()))
            self._array = np.load(file, mmap_mode="r")
        return self._array

    def _read(self, name: str, start: int, stop: int) -> Waveform:
        if name not in ORDER:
            raise ValueError(f"name must be among {', '.join(ORDER)}, got {name!r}")
        part = self.array[ORDER.index(name), start:stop]
        scale = np.float32(1 / 32768 if part.dtype == np.int16 else 1)
        return np.multiply(part, scale, dtype=np.float32)

    def __getstate__(self) -> dict[str, Any]:
        return {**self.__dict__, "_array": None}  # a worker opens the file itself


def fill_cache(tracks: Iterable[Track]) -> None:
    """Decode and resample now what the first reads would; shows progress, and does nothing where all is there."""
    missing = [track for track in tracks if isinstance(track, ArrayTrack) and not track.cache_file.is_file()]
    if missing:
        from rich.progress import track as progress

        for track in progress(missing, description="decoding and resampling", transient=True):
            _ = track.array


def _compact(waveforms: Waveform) -> NDArray[Any]:
    scaled = np.rint(waveforms * 32768)
    outside = scaled.size and (scaled.max() > 32767 or scaled.min() < -32768)
    return waveforms if outside or not np.isfinite(scaled).all() else scaled.astype(np.int16)


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


SUFFIX = ".stem.mp4"
STREAMS = {"mixture": 0, "drums": 1, "bass": 2, "other": 3, "vocals": 4}  # the stem format's order


class StemTrack(ArrayTrack):
    """MUSDB18's stem file, decoded to the 16 bits that musdb gives (another build of FFmpeg is one step off at most).

    A compressed stream cannot be entered at a sample, and its header tells its length only roughly. So it is decoded
    once, whole, into the cache: 0.9 MB a second of music, 32 GB for all of MUSDB18.
    """

    def __init__(self, path: Path | str) -> None:
        self.path = Path(path)
        self.name = self.path.name[: -len(SUFFIX)]  # X.STEM.MP4 is X, too

    @property
    def sample_rate(self) -> int:
        """Samples a second."""
        return self._mixture.sample_rate

    @cached_property
    def _mixture(self) -> LibavAudio:
        return LibavAudio(_whole(self.path))

    @property
    def files(self) -> tuple[Path, ...]:
        """The stem file."""
        return (self.path,)

    def _make(self) -> Waveform:
        if self._mixture.n_streams != len(STREAMS) or self._mixture.channels != 2:
            raise UserError(
                f"{self.path} holds {self._mixture.n_streams} streams of audio; MUSDB18's files hold 5 in stereo."
            )
        streams = [LibavAudio(_whole(self.path), stream=STREAMS[name]).read() for name in ORDER]
        lengths = {name: len(stream) for name, stream in zip(ORDER, streams, strict=True)}
        longest = max(lengths.values())
        if short := [f"{name} ({n / self.sample_rate:.2f} s)" for name, n in lengths.items() if n < longest]:
            filled = f"filled with silence to {longest / self.sample_rate:.2f} s"
            warnings.warn(f"{self.path}: {', '.join(short)} ended before the others, {filled}", Note, stacklevel=4)
        whole = np.stack([np.pad(stream, ((0, longest - len(stream)), (0, 0))) for stream in streams])
        return np.clip(np.rint(whole * FULL_SCALE), -FULL_SCALE, FULL_SCALE - 1) / np.float32(FULL_SCALE)


def _whole(path: Path) -> Source:
    (source,) = parts_of(Source(path))
    return source
