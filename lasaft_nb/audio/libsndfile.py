"""Uncompressed audio, and more, by libsndfile: wav, aiff, au, caf, w64 and others."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from lasaft_nb.audio.blocks import BLOCK, Audio
from lasaft_nb.audio.headers import SoundData, sound_data
from lasaft_nb.audio.source import Part, Source
from lasaft_nb.audio.waveform import Waveform
from lasaft_nb.errors import UserError

BYTES = {"PCM_S8": 1, "PCM_U8": 1, "PCM_16": 2, "PCM_24": 3, "PCM_32": 4, "FLOAT": 4, "DOUBLE": 8, "ULAW": 1, "ALAW": 1}


class SndfileAudio(Audio):
    """A file that libsndfile decodes.

    Raises:
        UserError: where libsndfile can't, or the file holds fewer bytes than its header announces.
    """

    def __init__(self, source: Source) -> None:
        self._source = source
        self._raw: dict[str, Any] = {}
        self._data: SoundData | None = None
        data = sound_data(source)  # first, since libsndfile refuses some cut files for other reasons
        with self._opened() as file:
            n_samples, kind = file.frames, file.subtype
            if data and kind in BYTES and n_samples != (wanted := data.length // (BYTES[kind] * file.channels)):
                self._data, n_samples = data, wanted
                self._raw = {
                    "format": "RAW",
                    "subtype": kind,
                    "endian": file.endian if file.endian != "FILE" else _own(file),
                }
                self._raw |= {"channels": file.channels, "samplerate": file.samplerate}
            elif data and data.length and not n_samples:
                raise _unreadable(source, "its header announces no samples")
            else:
                file.read(1)  # some formats are recognised and then can't be decoded
            super().__init__(
                name=source.name,
                sample_rate=file.samplerate,
                channels=file.channels,
                n_samples=n_samples,
                promised=None if kind.startswith("MPEG") else n_samples,  # of mp3 it is an estimate
            )

    def _blocks(self) -> Iterator[Waveform]:
        with self._opened() as file:
            while len(block := file.read(BLOCK, dtype="float32", always_2d=True)):
                yield block

    def part(self, start: int, stop: int) -> Waveform:
        """Samples ``start`` to ``stop`` (n, c), float32, without reading what comes before."""
        with self._opened() as file:
            file.seek(start)
            return file.read(stop - start, dtype="float32", always_2d=True)

    @contextmanager
    def _opened(self) -> Iterator[Any]:
        import soundfile

        try:
            with self._source.opened() as file:
                part = Part(file, self._data.start, self._data.length) if self._data else file
                with soundfile.SoundFile(part, **self._raw) as opened:
                    yield opened
        except soundfile.LibsndfileError as error:
            raise _unreadable(self._source, str(error.error_string).rstrip(".")) from error


def _own(file: Any) -> str:
    return "BIG" if file.format in ("AIFF", "AU", "CAF") else "LITTLE"


def _unreadable(source: Source, reason: str) -> UserError:
    return UserError(f"{source.name} is not audio that can be read ({reason}); copy or export it again")
