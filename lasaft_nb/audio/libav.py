"""Compressed audio by PyAV, which carries FFmpeg's libraries: mp4, m4a, stem files, mp3, ogg, opus, webm, aac, flac."""

import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from fractions import Fraction
from typing import IO, Any, NoReturn

import numpy as np

from lasaft_nb.audio.blocks import BLOCK, Audio
from lasaft_nb.audio.source import Source
from lasaft_nb.audio.waveform import Waveform
from lasaft_nb.errors import Note, UserError

SCALES = {"u8": 2**7, "s16": 2**15, "s32": 2**31, "flt": 1, "dbl": 1}  # full scale of FFmpeg's sample formats
COUNTED = ("mov,", "flac")  # containers whose index or header counts samples; others estimate from a bitrate
TIMED = ("mov,", "matroska")  # containers with a time for every packet; the others count what they hold
TOLERANCE = 0.25  # seconds by which an index may differ from what its codec gives
LOST = 0.003  # seconds; a smaller step between two frames is rounding
LONGEST_GAP = 600.0  # seconds; a longer one is another clock


class LibavAudio(Audio):
    """One audio stream of a file, by default the first; in a stem file (``.stem.mp4``) that is the mixture.

    In mp4 and Matroska samples lie where the file's timestamps put them: silence stands for what begins late or could
    not be decoded. A `Note` tells of damage.

    Raises:
        UserError: if the file holds no audio that FFmpeg's libraries decode.
    """

    def __init__(self, source: Source, *, stream: int = 0) -> None:
        self._source, self._stream = source, stream
        with self._opened() as container:
            chosen = container.streams.audio[stream]
            self.n_streams = len(container.streams.audio)
            frame = next(self._decoded(container, lambda _: None), None)
            if frame is None:
                raise _unreadable(source, "no audio in it can be decoded")
            seconds = float((chosen.duration or 0) * (chosen.time_base or 0)) or (container.duration or 0) / 1e6
            n_samples = max(0, int(seconds * frame.sample_rate))
            counted = container.format.name.startswith(COUNTED) and chosen.duration
            super().__init__(
                name=source.name,
                sample_rate=frame.sample_rate,
                channels=len(frame.layout.channels),
                n_samples=n_samples,
                promised=n_samples - int(TOLERANCE * frame.sample_rate) if counted else None,
            )

    def _blocks(self) -> Iterator[Waveform]:
        damage: list[str] = []
        with self._opened() as container:
            clock = _Clock(container, self.sample_rate)
            waiting: list[Waveform] = []
            for frame in self._decoded(container, damage.append):
                waiting += [np.zeros((clock.gap(frame), self.channels), dtype=np.float32), self._samples(frame)]
                if sum(map(len, waiting)) >= BLOCK:
                    yield np.concatenate(waiting)
                    waiting = []
            if waiting:
                yield np.concatenate(waiting)
        if damage or clock.n_filled:
            lost = f"{clock.n_filled / self.sample_rate:.2f} s are silent instead" if clock.n_filled else "left out"
            warnings.warn(
                f"{self.name} is damaged: {max(1, len(damage))} parts can't be decoded, {lost}", Note, stacklevel=2
            )

    @contextmanager
    def _opened(self) -> Iterator[Any]:
        import av

        try:
            with (
                self._source.opened() as file,
                av.open(_Bytes(file), io_open=_refuse, metadata_errors="replace") as container,
            ):
                if len(container.streams.audio) <= self._stream:
                    raise _unreadable(self._source, "no audio stream")
                yield container
        except av.error.FFmpegError as error:
            raise _unreadable(self._source, error.strerror or str(error)) from error

    def _decoded(self, container: Any, complain: Callable[[str], None]) -> Iterator[Any]:
        """Frames of the stream; what can't be decoded is left out and told to ``complain``."""
        import av

        packets = container.demux(container.streams.audio[self._stream])
        while True:
            try:
                packet = next(packets, None)
            except av.error.FFmpegError as error:
                complain(str(error))
                return
            if packet is None:
                return
            try:
                yield from (frame for frame in packet.decode() if frame.samples)
            except av.error.EOFError:
                return
            except av.error.FFmpegError as error:
                complain(str(error))

    def _samples(self, frame: Any) -> Waveform:
        """Samples (n, c) of a frame."""
        if len(frame.layout.channels) != self.channels or frame.sample_rate != self.sample_rate:
            raise UserError(
                f"{self.name} changes from {self.channels} channels at {self.sample_rate} Hz to "
                f"{len(frame.layout.channels)} at {frame.sample_rate} Hz; export it again"
            )
        return samples_of(frame)


def samples_of(frame: Any) -> Waveform:
    """Samples (n, c), float32 in -1..1, of a decoded frame in any of FFmpeg's formats."""
    kind = frame.format.name.removesuffix("p")
    if kind not in SCALES:
        raise UserError(f"audio in the sample format {frame.format.name} can't be read; export it again")
    sides = frame.to_ndarray()
    sides = sides.T if frame.format.is_planar else sides.reshape(-1, len(frame.layout.channels))
    if kind == "u8":
        sides = sides.astype(np.float32) - SCALES[kind]
    return np.multiply(sides, 1 / SCALES[kind], dtype=np.float32, casting="unsafe")


class _Clock:
    """Compares times with samples: where a frame begins later than the one before it ends, some are missing."""

    def __init__(self, container: Any, sample_rate: int) -> None:
        self._timed = container.format.name.startswith(TIMED)
        self._end = Fraction(0)  # seconds
        self._rate = sample_rate
        self._started = False
        self.n_filled = 0  # samples of gaps, but for that at the start

    def gap(self, frame: Any) -> int:
        """Samples that are missing before this frame."""
        begins = frame.pts * frame.time_base if self._timed and frame.pts is not None else self._end
        missing = float(begins - self._end)
        least = max(LOST, frame.samples / self._rate / 2)
        n_missing = round(missing * self._rate) if least <= missing <= LONGEST_GAP else 0
        self.n_filled += n_missing if self._started else 0
        self._started = True
        self._end = begins + Fraction(frame.samples, self._rate)
        return n_missing


class _Bytes:
    """A file without its name, so that only its content tells what it is."""

    def __init__(self, file: IO[bytes]) -> None:
        self.read, self.seek, self.tell = file.read, file.seek, file.tell


def _refuse(url: str, *_: Any) -> NoReturn:
    """Keep a playlist under the name of a song from opening anything else, here or in a network."""
    raise PermissionError(f"{url} is another file")


def _unreadable(source: Source, reason: str) -> UserError:
    return UserError(f"{source.name} is not audio that can be read ({reason}); copy or export it again")
