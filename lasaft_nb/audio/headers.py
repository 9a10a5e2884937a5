"""Is a wav as long as its header says? libsndfile reads a cut file without a word."""

import struct

from lasaft_nb.audio.source import Source

STREAMED = 0xFFFFFFFF  # a header written before the length was known


def missing_bytes(source: Source) -> int:
    """Bytes of audio that the header of a RIFF wav announces and the file lacks; 0 for every other format."""
    with source.opened() as file:
        if file.read(12)[:4] != b"RIFF":
            return 0
        while len(chunk := file.read(8)) == 8:
            kind, length = struct.unpack("<4sI", chunk)
            if kind == b"data":
                return 0 if length == STREAMED else max(0, file.tell() + length - source.size)
            file.seek(length + length % 2, 1)
    return 0
