"""Compressed audio by PyAV, which carries FFmpeg's libraries: mp3, m4a, mp4, stem files, ogg, opus, webm, aac, flac."""

import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, NoReturn

import numpy as np

from lasaft_nb.audio.blocks import BLOCK, Audio
from lasaft_nb.audio.decoder import Clock, Decoder, kind_of_container
from lasaft_nb.audio.flac import FlacClock
from lasaft_nb.audio.resample import uniform
from lasaft_nb.audio.source import Part, Source
from lasaft_nb.audio.waveform import Waveform
from lasaft_nb.errors import Note, UserError

COUNTED = {
    "mov": 0.25,
    "flac": 0.0,
    "wv": 0.0,
    "ape": 0.0,
    "tta": 0.0,
}  # containers that count their samples, to seconds


class LibavAudio(Audio):
    """One audio stream of a file, by default the first; in a stem file (``.stem.mp4``) that is the mixture.

    It is read to its real end: what a header announces is an estimate in many formats. In mp4 and Matroska samples lie
    where the file's timestamps put them, in flac where its frames' numbers do: silence stands for what begins late or
    could not be decoded. A `Note` tells of
    damage. Where files were joined and the rate or the channels change, the rest becomes what the first part is.

    Raises:
        UserError: if the file holds no audio that FFmpeg's libraries decode, or ends inside of it.
    """

    def __init__(self, source: Source, *, stream: int = 0) -> None:
        self._source, self._stream = source, stream
        with self._opened() as container:
            chosen = container.streams.audio[stream]
            self.n_streams = len(container.streams.audio)
            frame = next(Decoder(container, chosen).frames(), None)
            if frame is None:
                raise _unreadable(source, "no audio in it can be decoded")
            seconds = float((chosen.duration or 0) * (chosen.time_base or 0)) or (container.duration or 0) / 1e6
            n_samples, promised = max(0, round(seconds * frame.sample_rate)), None
            if chosen.duration and (tolerance := COUNTED.get(kind_of_container(container))) is not None:
                promised = n_samples - int(tolerance * frame.sample_rate)
            super().__init__(
                name=source.name,
                sample_rate=frame.sample_rate,
                channels=len(frame.layout.channels),
                n_samples=n_samples,
                promised=promised,
            )

    def _blocks(self) -> Iterator[Waveform]:
        with self._opened() as container:
            decoder = Decoder(container, container.streams.audio[self._stream])
            kind = kind_of_container(container)
            clock = FlacClock() if kind == "flac" else Clock(kind)
            waiting: list[Waveform] = []
            for samples in uniform(self._samples(decoder, clock), sample_rate=self.sample_rate, channels=self.channels):
                waiting.append(samples)
                if sum(map(len, waiting)) >= BLOCK:
                    yield np.concatenate(waiting)
                    waiting = []
            if waiting:
                yield np.concatenate(waiting)
            if decoder.ends_inside():
                raise UserError(f"{self.name} is cut short: it ends inside its last frame; copy or export it again")
        if decoder.n_damaged or clock.lost:
            parts = f"{decoder.n_damaged} of its parts can't be decoded" if decoder.n_damaged else "parts are missing"
            instead = f"{clock.lost:.2f} s are silent instead" if clock.lost else "they are left out"
            warnings.warn(f"{self.name} is damaged: {parts}, {instead}", Note, stacklevel=2)

    @staticmethod
    def _samples(decoder: Decoder, clock: Clock | FlacClock) -> Iterator[tuple[Waveform, int]]:
        """Samples (n, c) and their rate, with silence where some are missing."""
        for frame in decoder.frames():
            samples = decoder.sound(frame)
            if n_missing := round(clock.gap(frame, decoder) * frame.sample_rate):
                yield np.zeros((n_missing, samples.shape[1]), dtype=np.float32), frame.sample_rate
            yield samples, frame.sample_rate

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
                if container.streams.audio[self._stream].codec_context is None:
                    raise _unreadable(self._source, "no decoder for its kind of audio")
                yield container
        except av.error.FFmpegError as error:
            raise _unreadable(self._source, error.strerror or str(error)) from error


class _Bytes:
    """A file without its name, so that only its content tells what it is."""

    def __init__(self, file: Part) -> None:
        self.read, self.seek, self.tell = file.read, file.seek, file.tell


def _refuse(url: str, *_: Any) -> NoReturn:
    """Keep a playlist under the name of a song from opening anything else, here or in a network."""
    raise PermissionError(f"{url} is another file")


def _unreadable(source: Source, reason: str) -> UserError:
    return UserError(f"{source.name} is not audio that can be read ({reason}); copy or export it again")
