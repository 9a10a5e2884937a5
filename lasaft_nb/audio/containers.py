"""Does a compressed file end where its container says? FFmpeg reads a cut file without a word.

Only the frame around the sound is walked: pages of ogg, elements of Matroska and webm, boxes of mp4. In flac it is
looked for other files behind the first one.
"""

import struct
import warnings
from itertools import pairwise

from lasaft_nb.audio.flac import starts_of
from lasaft_nb.audio.source import Part, Source
from lasaft_nb.errors import Note, UserError

EBML, SEGMENT, CLUSTER = 0x1A45DFA3, 0x18538067, 0x1F43B675
FIRST_PAGE, LAST_PAGE = 2, 4  # flags of an ogg page


def parts_of(source: Source) -> list[Source]:
    """The parts that are whole files by themselves: one, but for files of ogg or flac that were joined.

    Raises:
        UserError: an ogg, Matroska or mp4 file ends inside a page, an element or a box.
    """
    starts = [0]
    with source.opened() as file:
        head = file.read(8)
        if head.startswith(b"OggS"):
            missing, starts = _ogg(file, source)
        elif head.startswith(EBML.to_bytes(4, "big")):
            missing = _matroska(file, source.size)
        elif head[4:] == b"ftyp":
            missing = _mp4(file, source.size)
        else:
            missing = 0
            if head.startswith((b"fLaC", b"ID3")):
                starts = starts_of(file)
    if missing > 0:
        raise UserError(
            f"{source.name} is cut short: its last part lacks at least {missing} bytes; copy or export it again"
        )
    if len(starts) == 1:
        return [source]
    parts = [source.part(start, stop - start) for start, stop in pairwise([*starts, source.size])]
    for number, part in enumerate(parts, start=1):
        part.name = f"{source.name}, part {number} of {len(parts)},"
    return parts


def _ogg(file: Part, source: Source) -> tuple[int, list[int]]:
    """Bytes that the last page lacks, and where the joined files begin: with a first page after one that is none."""
    position, flags, starts = 0, LAST_PAGE, []
    while len(page := _at(file, position, 27)) == 27:
        if not page.startswith(b"OggS"):
            position = _next_page(file, position)
            if position < 0:
                break
            continue
        if page[5] & FIRST_PAGE and not flags & FIRST_PAGE:
            starts.append(position)
        lacing = file.read(page[26])
        flags, position = page[5], position + 27 + page[26] + sum(lacing)
        if len(lacing) < page[26] or position > source.size:
            return max(1, position - source.size), starts
    if page and page[:4] == b"OggS"[: len(page)] and len(page) < 27:
        return 27 - len(page), starts
    if not flags & LAST_PAGE:
        warnings.warn(f"{source.name} has no mark of its end; it may be cut short", Note, stacklevel=4)
    return 0, starts or [0]


def _next_page(file: Part, position: int) -> int:
    """Where a page begins after damage; -1 where none does."""
    while len(part := _at(file, position, 2**16)) > 3:
        if (found := part.find(b"OggS")) >= 0:
            return position + found
        position += len(part) - 3
    return -1


def _matroska(file: Part, size: int) -> int:
    """Bytes that the last element lacks; elements of unknown length are those of a live recording."""
    position = 0
    while head := _at(file, position, 12):
        name_size, length_size = 9 - head[0].bit_length(), 0
        if len(head) > name_size:
            length_size = 9 - head[name_size].bit_length()
        if name_size > 4 or length_size > 8:
            return 0  # not an element: something follows the recording
        start = name_size + length_size
        if not length_size or len(head) < start:
            return start - len(head) or 1
        name = int.from_bytes(head[:name_size], "big")
        length = int.from_bytes(head[name_size:start], "big") & ((1 << 7 * length_size) - 1)
        position += start
        if length == (1 << 7 * length_size) - 1:
            continue
        if name == SEGMENT:
            return position + length - size
        position += length
    return position - size


def _mp4(file: Part, size: int) -> int:
    """Bytes that the last box lacks."""
    position = 0
    while len(head := _at(file, position, 16)) >= 8:
        length, name = struct.unpack(">I4s", head[:8])
        if not (name.isascii() and name.decode("ascii", "replace").isprintable()):
            return 0  # not a box: something follows
        if length == 1 and len(head) == 16:
            length = struct.unpack(">Q", head[8:])[0]
        if length < 8:
            return 0  # 0: up to the end
        position += length
    return position - size


def _at(file: Part, position: int, n_bytes: int) -> bytes:
    file.seek(position)
    return file.read(n_bytes)
