"""Frames of flac (RFC 9639): each says where it begins and has a checksum, so that what damage swallows can be counted.

FFmpeg leaves out a frame whose header is damaged, and often the one after it, without a word.
"""

import re
from functools import cache
from typing import Any

from lasaft_nb.audio.decoder import Decoder
from lasaft_nb.audio.source import Part

STREAMINFO = re.compile(rb"fLaC[\x00\x80]\x00\x00\x22")  # how every file begins
POLYNOMIAL = 0x8005  # of a frame's CRC-16
LONGEST_GAP = 600.0  # seconds; a longer one is another recording
CHUNK = 2**20  # bytes


class FlacClock:
    """Samples that are missing between frames, by the numbers that whole frames have."""

    def __init__(self) -> None:
        self.lost = 0.0  # seconds
        self._block = 0  # samples of every frame but the last, where frames are counted
        self._position: int | None = None  # of the whole frame before
        self._end = 0
        self._packet: Any = None

    def gap(self, frame: Any, decoder: Decoder) -> float:
        """Seconds that are missing before this frame of the decoder's, whose packet may hold others behind it.

        Numbers that begin again are those of another file behind the first one.
        """
        missing = 0
        packet = b"" if decoder.packet is self._packet else bytes(decoder.packet)
        begins = frame_start(packet, self._block or frame.samples)
        expected = begins == self._end
        whole = begins is not None and not (expected and self._block) and is_whole(packet)
        if begins is not None and (expected or whole):
            self._block = self._block or frame.samples * whole
            if self._position is not None:
                missing = begins if begins <= self._position else max(0, begins - self._end)
            self._position = self._end = begins
        self._packet = decoder.packet
        self._end += frame.samples
        seconds = missing / frame.sample_rate
        if seconds > LONGEST_GAP:
            return 0.0
        self.lost += seconds
        return seconds


def frame_start(frame: bytes, block: int) -> int | None:
    """The sample at which a frame begins, in files with ``block`` samples a frame; None for anything else."""
    if len(frame) < 12 or frame[0] != 0xFF or frame[1] & 0xFE != 0xF8:
        return None
    length = 8 - (frame[4] ^ 0xFF).bit_length()  # bytes of the number, written as UTF-8 writes it; 0 for one
    number = frame[4] & (0x7F >> length)
    for byte in frame[5 : 4 + length]:
        number = number << 6 | byte & 0x3F
    return number if frame[1] & 1 else number * block


def is_whole(frame: bytes) -> bool:
    """Whether the checksum at a frame's end is right."""
    table, crc = _table(), 0
    for byte in frame:
        crc = (crc << 8 & 0xFFFF) ^ table[crc >> 8 ^ byte]
    return crc == 0


@cache
def _table() -> tuple[int, ...]:
    table = []
    for byte in range(256):
        crc = byte << 8
        for _ in range(8):
            crc = (crc << 1 & 0xFFFF) ^ (POLYNOMIAL if crc & 0x8000 else 0)
        table.append(crc)
    return tuple(table)


def starts_of(file: Part) -> list[int]:
    """Where files begin that were joined, in bytes; the first at 0, whatever stands before its own mark."""
    found, position, before = [], 0, b""
    file.seek(0)
    while chunk := file.read(CHUNK):
        text = before + chunk
        found += [position - len(before) + match.start() for match in STREAMINFO.finditer(text)]
        position, before = position + len(chunk), text[-7:]
    return [0, *found[1:]]
