"""Where uncompressed sound lies in its file, and how much there is: wav, RF64, W64, aiff, au, caf.

libsndfile believes these headers without a word: it reads a cut file to its end, and of a file whose header was written
before its length was known, or whose length doesn't fit into 32 bits, only what the header says.
"""

import io
import struct
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from lasaft_nb.audio.source import Part, Source
from lasaft_nb.errors import UserError

WRAP = 2**32  # a longer length than 32 bits hold is written without its multiples of this
# Lengths that programs write into a pipe, since they can't come back to write the true one.
UNKNOWN = (range(0x7F000000 - 16, 0x7F000001), range(2**31 - 2**16, 2**31 + 1), range(WRAP - 2**16, WRAP))
W64_RIFF = bytes.fromhex("72696666 2e91cf11 a5d628db 04c10000".replace(" ", ""))
W64_TAIL = bytes.fromhex("f3acd3118cd100c04f8edb8a")  # of the names of its other chunks


@dataclass(frozen=True, kw_only=True)
class SoundData:
    """The bytes that hold samples: from ``start``, ``length`` of them.

    ``announced`` is what the header says, None where it leaves that open.
    """

    start: int
    length: int
    announced: int | None


def sound_data(source: Source) -> SoundData | None:
    """Where the samples lie, or None for another format or a header without samples.

    Raises:
        UserError: where the file ends before the samples that its header announces.
    """
    with source.opened() as file:
        found = _find(file)
    if found is None:
        return None
    start, announced = found
    there = max(0, source.size - start)
    if announced is not None and announced < WRAP:
        announced += (there - announced) // WRAP * WRAP if there > announced else 0
    if announced is None or (announced > there and any(announced in lengths for lengths in UNKNOWN)):
        return SoundData(start=start, length=there, announced=None)
    if announced == 0 and there and not _only_chunks(source, start):
        return SoundData(start=start, length=there, announced=None)
    if announced > there:
        raise UserError(
            f"{source.name} is cut short: its header announces {announced - there} bytes more; copy or export it again"
        )
    return SoundData(start=start, length=announced, announced=announced)


def _find(file: Part) -> tuple[int, int | None] | None:
    """First byte of the samples and their announced length."""
    head = file.read(16)
    for name, find in _FORMATS.items():
        if len(head) == 16 and head.startswith(name):
            return find(file, head)
    return None


def _riff(file: Part, head: bytes) -> tuple[int, int | None] | None:
    order, long = ">" if head.startswith(b"RIFX") else "<", None
    for name, length, start in _chunks(file, 12, f"{order}4sI"):
        if name == b"ds64" and len(lengths := file.read(16)) == 16:
            long = struct.unpack("<8xQ", lengths)[0]  # after the length of the whole file
        if name == b"data":
            known = long if length == WRAP - 1 and long is not None else length
            return start, None if known == 2**64 - 1 else known
    return None


def _aiff(file: Part, _: bytes) -> tuple[int, int | None] | None:
    for name, length, start in _chunks(file, 12, ">4sI"):
        if name == b"SSND":
            return start + 8, max(0, length - 8) if length else 0
    return None


def _w64(file: Part, head: bytes) -> tuple[int, int | None] | None:
    if head != W64_RIFF:
        return None
    position = 40
    while len(chunk := _at(file, position, 24)) == 24:
        length = struct.unpack("<Q", chunk[16:])[0]
        if chunk[:4] == b"data" and chunk[4:16] == W64_TAIL:
            return position + 24, max(0, length - 24)
        position += max(24, length + -length % 8)
    return None


def _au(file: Part, head: bytes) -> tuple[int, int | None]:
    start, length = struct.unpack("<II" if head.startswith(b"dns.") else ">II", head[4:12])
    there = file.seek(0, io.SEEK_END) - start  # nothing can follow the samples
    return start, None if length == WRAP - 1 else max(length, there)


def _caf(file: Part, _: bytes) -> tuple[int, int | None] | None:
    for name, length, start in _chunks(file, 8, ">4sq"):
        if name == b"data":
            return start + 4, None if length < 0 else max(0, length - 4)  # after the count of its edits
    return None


_FORMATS: dict[bytes, Callable[[Any, bytes], tuple[int, int | None] | None]] = {
    b"RIFF": _riff,
    b"RIFX": _riff,
    b"RF64": _riff,
    b"BW64": _riff,
    b"FORM": _aiff,
    b"riff": _w64,
    b".snd": _au,
    b"dns.": _au,
    b"caff": _caf,
}
UNCOMPRESSED = tuple(_FORMATS)  # first bytes


def _chunks(file: Part, position: int, form: str) -> Iterator[tuple[bytes, int, int]]:
    """Name, length and first byte of each chunk from ``position``; the file stands at that byte."""
    size = struct.calcsize(form)
    while len(head := _at(file, position, size)) == size:
        name, length = struct.unpack(form, head)
        yield name, length, position + size
        position += size + max(0, length) + (length % 2 if size == 8 else 0)


def _only_chunks(source: Source, position: int) -> bool:
    """Whether nothing but chunks follows, so that an announced length of 0 is true."""
    with source.opened() as file:
        for name, length, start in _chunks(file, position, "<4sI"):
            position = start + length + length % 2
            if not name.isascii() or not name.decode("ascii", "replace").isprintable():
                return False
    return position >= source.size


def _at(file: Part, position: int, n_bytes: int) -> bytes:
    file.seek(position)
    return file.read(n_bytes)
