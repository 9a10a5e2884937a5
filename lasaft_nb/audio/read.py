"""Open audio of any kind; its content tells by which library it is read, not its name."""

from typing import Any

from lasaft_nb.audio.blocks import ArrayAudio, Audio, JoinedAudio
from lasaft_nb.audio.containers import parts_of
from lasaft_nb.audio.headers import UNCOMPRESSED
from lasaft_nb.audio.libav import LibavAudio
from lasaft_nb.audio.libsndfile import SndfileAudio
from lasaft_nb.audio.source import Source
from lasaft_nb.audio.waveform import Waveform
from lasaft_nb.errors import UserError


def open_audio(source: Any, *, sample_rate: int = 44100) -> Audio:
    """Audio from a file of any format, or from floats (n,) or (n, c) at ``sample_rate`` Hz.

    Args:
        source: a path; "-", standard input; bytes or an open binary file; an array or tensor; or audio that is open
            already, which is given back.
        sample_rate: of an array, in Hz; a file knows its own.

    Raises:
        UserError: where the file is missing, empty, a folder, cut short or no audio, or has more than two channels.
    """
    if isinstance(source, Audio):
        return source
    if not (isinstance(source, str | bytes | bytearray) or hasattr(source, "read") or hasattr(source, "__fspath__")):
        return ArrayAudio(source, sample_rate=sample_rate)
    file = Source(source)
    parts = [_first(part) for part in parts_of(file)]
    return parts[0] if len(parts) == 1 else JoinedAudio(parts, name=file.name)


def read_audio(source: Any, *, stream: int = 0) -> tuple[Waveform, int]:
    """A whole file as float32 (n, c), and its sample rate in Hz.

    Args:
        source: as for `open_audio`.
        stream: which of several; in a stem file 0 is the mixture, 1 drums, 2 bass, 3 other, 4 vocals.
    """
    audio = LibavAudio(parts_of(Source(source))[0], stream=stream) if stream else open_audio(source)
    return audio.read(), audio.sample_rate


def _first(file: Source) -> Audio:
    """What the first reader that can makes of the file; if none can, the first one's reason."""
    with file.opened() as opened:
        head = opened.read(64)
    by_libsndfile = head.startswith(UNCOMPRESSED) or b"\x01vorbis" in head  # FFmpeg cuts short vorbis too early
    readers = (SndfileAudio, LibavAudio) if by_libsndfile else (LibavAudio, SndfileAudio)
    try:
        return readers[0](file)
    except UserError as error:
        if " is not audio that can be read " not in str(error):
            raise
        try:
            return readers[1](file)
        except UserError:
            raise error from None
