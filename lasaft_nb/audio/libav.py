"""Compressed audio by PyAV, which carries FFmpeg's libraries: mp3, m4a, mp4, stem files, ogg, opus, webm, aac, flac."""

import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from fractions import Fraction
from typing import Any, NoReturn

import numpy as np

from lasaft_nb.audio.blocks import BLOCK, Audio
from lasaft_nb.audio.containers import parts_of
from lasaft_nb.audio.frames import TAGS, adts_frame_bytes, mpeg_frame_bytes
from lasaft_nb.audio.source import Part, Source
from lasaft_nb.audio.waveform import Waveform
from lasaft_nb.errors import Note, UserError

SCALES = {"u8": 2**7, "s16": 2**15, "s32": 2**31, "flt": 1, "dbl": 1}  # full scale of FFmpeg's sample formats
COUNTED = {
    "mov": 0.25,
    "flac": 0.0,
    "wv": 0.0,
    "ape": 0.0,
    "tta": 0.0,
}  # containers that count their samples, to seconds
TIMED = ("mov", "matroska")  # containers with a time for every packet; the others count what they hold
FRAME_BYTES: dict[str, Callable[[bytes], int | None]] = {"mp3": mpeg_frame_bytes, "aac": adts_frame_bytes}
LOST = 0.003  # seconds; a smaller step between two frames is rounding
LONGEST_GAP = 600.0  # seconds; a longer one is another clock


class LibavAudio(Audio):
    """One audio stream of a file, by default the first; in a stem file (``.stem.mp4``) that is the mixture.

    It is read to its real end: what a header announces is an estimate in many formats. In mp4 and Matroska samples lie
    where the file's timestamps put them: silence stands for what begins late or could not be decoded. A `Note` tells of
    damage. Where files were joined and the rate or the channels change, the rest becomes what the first part is.

    Raises:
        UserError: if the file holds no audio that FFmpeg's libraries decode, or ends inside of it.
    """

    def __init__(self, source: Source, *, stream: int = 0) -> None:
        self._source, self._stream = source, stream
        self._parts = parts_of(source)
        with self._opened(self._parts[0]) as container:
            chosen = container.streams.audio[stream]
            self.n_streams = len(container.streams.audio)
            frame = next(_Decoder(container, chosen).frames(), None)
            if frame is None:
                raise _unreadable(source, "no audio in it can be decoded")
            seconds = float((chosen.duration or 0) * (chosen.time_base or 0)) or (container.duration or 0) / 1e6
            n_samples, promised = max(0, round(seconds * frame.sample_rate)), None
            if chosen.duration and (tolerance := COUNTED.get(_kind(container))) is not None:
                promised = n_samples - int(tolerance * frame.sample_rate)
            self._layout = frame.layout.name
            super().__init__(
                name=source.name,
                sample_rate=frame.sample_rate,
                channels=len(frame.layout.channels),
                n_samples=n_samples,
                promised=promised,
            )

    def _blocks(self) -> Iterator[Waveform]:
        waiting: list[Waveform] = []
        uniform = _Uniform(self.sample_rate, self._layout)
        n_damaged = n_filled = 0
        for part in self._parts:
            with self._opened(part) as container:
                decoder = _Decoder(container, container.streams.audio[self._stream])
                clock = _Clock(_kind(container))
                for frame in decoder.frames():
                    if n_missing := round(clock.gap(frame, decoder.first) * self.sample_rate):
                        waiting.append(np.zeros((n_missing, self.channels), dtype=np.float32))
                    waiting += uniform.samples(frame)
                    if sum(map(len, waiting)) >= BLOCK:
                        yield np.concatenate(waiting)
                        waiting = []
                if decoder.ends_inside():
                    raise UserError(f"{self.name} is cut short: it ends inside its last frame; copy or export it again")
                n_damaged, n_filled = n_damaged + decoder.n_damaged, n_filled + round(clock.lost * self.sample_rate)
        if waiting := [*waiting, *uniform.rest()]:
            yield np.concatenate(waiting)
        self._tell(n_damaged, n_filled)

    def _tell(self, n_damaged: int, n_filled: int) -> None:
        if n_damaged or n_filled:
            lost = f"{n_filled / self.sample_rate:.2f} s are silent instead" if n_filled else "they are left out"
            parts = f"{n_damaged} part{'s' * (n_damaged != 1)} can't be decoded" if n_damaged else "packets are missing"
            warnings.warn(f"{self.name} is damaged: {parts}, {lost}", Note, stacklevel=3)

    @contextmanager
    def _opened(self, part: tuple[int, int]) -> Iterator[Any]:
        import av

        try:
            with (
                self._source.opened() as file,
                av.open(_Bytes(Part(file, *part)), io_open=_refuse, metadata_errors="replace") as container,
            ):
                if len(container.streams.audio) <= self._stream:
                    raise _unreadable(self._source, "no audio stream")
                yield container
        except av.error.FFmpegError as error:
            raise _unreadable(self._source, error.strerror or str(error)) from error


class _Decoder:
    """Frames of a stream; what can't be decoded is left out and counted."""

    def __init__(self, container: Any, stream: Any) -> None:
        self._container, self._stream = container, stream
        self.first: Any = None  # time of the first packet
        self._last: Any = None  # packet
        self._last_failed = False
        self.n_damaged = 0

    def frames(self) -> Iterator[Any]:
        """The frames that hold samples."""
        import av

        packets = self._container.demux(self._stream)
        while True:
            try:
                packet = next(packets, None)
            except av.error.FFmpegError:
                self.n_damaged += 1
                return
            if packet is None:
                return
            if packet.size:
                self.first = packet.pts if self._last is None else self.first
                self._last, self._last_failed = packet, False
            try:
                yield from (frame for frame in packet.decode() if frame.samples)
            except av.error.EOFError:
                return
            except av.error.FFmpegError:
                if not bytes(packet).startswith(TAGS):
                    self._last_failed = True
                    self.n_damaged += 1

    def ends_inside(self) -> bool:
        """Whether the last frame is incomplete, in formats that consist of frames alone."""
        if self._last is None:
            return False
        kind = _kind(self._container)
        if kind == "flac":
            return self._last_failed
        wanted = FRAME_BYTES[kind](bytes(self._last)) if kind in FRAME_BYTES else None
        return wanted is not None and wanted > self._last.size


class _Clock:
    """Compares times with samples: where a frame begins later than the one before it ends, some are missing."""

    def __init__(self, kind: str) -> None:
        self._timed, self._counts_priming = kind in TIMED, kind == "matroska"
        self._end = Fraction(0)  # seconds
        self._started = False
        self.lost = 0.0  # seconds of gaps, but for that at the start

    def gap(self, frame: Any, first: int | None) -> float:
        """Seconds that are missing before this frame; ``first`` is the time of the stream's first packet.

        Matroska's times count what a codec needs to get going, which is no sound.
        """
        if not self._timed or frame.pts is None:
            return 0.0
        begins, lasts = frame.pts * frame.time_base, Fraction(frame.samples, frame.sample_rate)
        primed = not self._started and self._counts_priming and first is not None
        missing = float((first * frame.time_base if primed else begins) - self._end)
        if not max(LOST, float(lasts) / 2) <= missing <= LONGEST_GAP:
            missing = 0.0
        self.lost += missing if self._started else 0.0
        self._started, self._end = True, begins + lasts
        return missing


class _Uniform:
    """Frames to samples of one rate (Hz) and one layout."""

    def __init__(self, sample_rate: int, layout: str) -> None:
        self._wanted = (sample_rate, layout)
        self._given = self._wanted
        self._converter: Any = None

    def samples(self, frame: Any) -> list[Waveform]:
        """Arrays (n, c) of this frame, and what was left of frames of another kind."""
        import av

        kind = (frame.sample_rate, frame.layout.name)
        before = []
        if kind != self._given:
            before, self._given = self.rest(), kind
            if kind != self._wanted:
                rate, layout = self._wanted
                self._converter = av.AudioResampler(format="fltp", layout=layout, rate=rate)
        return [
            *before,
            *(map(samples_of, self._converter.resample(frame)) if self._converter else [samples_of(frame)]),
        ]

    def rest(self) -> list[Waveform]:
        """What the conversion still holds back."""
        if self._converter is None:
            return []
        left, self._converter = [samples_of(frame) for frame in self._converter.resample(None)], None
        return left


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


class _Bytes:
    """A file without its name, so that only its content tells what it is."""

    def __init__(self, file: Part) -> None:
        self.read, self.seek, self.tell = file.read, file.seek, file.tell


def _kind(container: Any) -> str:
    return str(container.format.name).partition(",")[0]


def _refuse(url: str, *_: Any) -> NoReturn:
    """Keep a playlist under the name of a song from opening anything else, here or in a network."""
    raise PermissionError(f"{url} is another file")


def _unreadable(source: Source, reason: str) -> UserError:
    return UserError(f"{source.name} is not audio that can be read ({reason}); copy or export it again")
