"""Frames of a compressed stream, by FFmpeg's libraries: what of them is sound, and where it belongs.

Files of mp3 and aac have no header that tells where they end; how long a frame says it is tells whether one was cut.
"""

from collections.abc import Callable, Iterator
from fractions import Fraction
from typing import Any

import numpy as np

from lasaft_nb.audio.blocks import LOUDEST, RATES
from lasaft_nb.audio.waveform import Waveform
from lasaft_nb.errors import UserError

SIDES = {3: 0, 2: 1, 0: 1}  # MPEG-1; MPEG-2 and 2.5 share a table
KBPS = {  # by side and layer, for the indices 1 to 14
    (0, 1): (32, 64, 96, 128, 160, 192, 224, 256, 288, 320, 352, 384, 416, 448),
    (0, 2): (32, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320, 384),
    (0, 3): (32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320),
    (1, 1): (32, 48, 56, 64, 80, 96, 112, 128, 144, 160, 176, 192, 224, 256),
    (1, 2): (8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160),
    (1, 3): (8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160),
}
HZ = {3: (44100, 48000, 32000), 2: (22050, 24000, 16000), 0: (11025, 12000, 8000)}  # by MPEG version
TAGS = (b"ID3", b"TAG", b"APETAGEX", b"LYRICS")  # what stands between and after frames without being damage


def mpeg_frame_bytes(frame: bytes) -> int | None:
    """Bytes of a frame of MPEG audio, layers I to III, as its header has it; None for anything else."""
    if len(frame) < 4 or frame[0] != 0xFF or frame[1] & 0xE0 != 0xE0:
        return None
    version, layer = frame[1] >> 3 & 3, 4 - (frame[1] >> 1 & 3)
    rate, speed, padding = frame[2] >> 2 & 3, frame[2] >> 4, frame[2] >> 1 & 1
    if version == 1 or layer == 4 or rate == 3 or speed in (0, 15):
        return None
    bits, hz = 1000 * KBPS[SIDES[version], layer][speed - 1], HZ[version][rate]
    if layer == 1:
        return (12 * bits // hz + padding) * 4
    return (72 if layer == 3 and version != 3 else 144) * bits // hz + padding


def adts_frame_bytes(frame: bytes) -> int | None:
    """Bytes of a frame of aac in ADTS, as its header has it; None for anything else."""
    if len(frame) < 7 or frame[0] != 0xFF or frame[1] & 0xF6 != 0xF0:
        return None
    return (frame[3] & 3) << 11 | frame[4] << 3 | frame[5] >> 5


SCALES = {"u8": 2**7, "s16": 2**15, "s32": 2**31, "flt": 1, "dbl": 1}  # full scale of FFmpeg's sample formats
TIMED = ("mov", "matroska")  # containers with a time for every packet; the others count what they hold
FRAME_BYTES: dict[str, Callable[[bytes], int | None]] = {"mp3": mpeg_frame_bytes, "aac": adts_frame_bytes}
EXACT = ("alac",)  # codecs whose last frame is as short as it should be; FFmpeg cuts it twice in caf
LOST = 0.003  # seconds; a smaller step between two frames is rounding
LONGEST_GAP = 600.0  # seconds; a longer one is another clock


class Decoder:
    """Frames of a stream; what can't be decoded is left out and counted."""

    def __init__(self, container: Any, stream: Any) -> None:
        self._container, self._stream = container, stream
        if stream.codec_context.name in EXACT:
            stream.codec_context.flags2 |= 1 << 29  # FFmpeg's skip_manual
        self.first: Any = None  # time of the first packet
        self.packet: Any = None  # the last that holds anything
        self._last_failed = False
        self._n_frames = 0
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
                self.first = packet.pts if self.packet is None else self.first
                self.packet, self._last_failed = packet, False
            try:
                yield from (frame for frame in packet.decode() if self._is_whole(frame))
            except av.error.EOFError:
                return
            except av.error.FFmpegError:
                if not bytes(packet).startswith(TAGS):
                    self._last_failed = True
                    self.n_damaged += 1

    def _is_whole(self, frame: Any) -> bool:
        if frame.samples and not RATES[0] <= frame.sample_rate <= RATES[1] and self._n_frames:
            self.n_damaged += 1
            return False
        self._n_frames += bool(frame.samples)
        return bool(frame.samples)

    def sound(self, frame: Any) -> Waveform:
        """Samples (n, c) of a frame, or silence where damage made a codec give what is no sound."""
        if frame.layout.nb_channels in (1, 2):  # PyAV would crash on the dozens that damage can make of them
            samples = samples_of(frame)
            is_sound = float(np.abs(samples).max(initial=0)) <= LOUDEST  # not with NaN
            if is_sound or self._stream.codec_context.name.startswith("pcm"):
                return samples
        self.n_damaged += 1
        return np.zeros((frame.samples, 1), dtype=np.float32)

    def ends_inside(self) -> bool:
        """Whether the last frame is incomplete, in formats that consist of frames alone."""
        if self.packet is None:
            return False
        kind = kind_of_container(self._container)
        if kind == "flac":
            return self._last_failed
        wanted = FRAME_BYTES[kind](bytes(self.packet)) if kind in FRAME_BYTES else None
        return wanted is not None and wanted > self.packet.size


class Clock:
    """Compares times with samples: where a frame begins later than the one before it ends, some are missing."""

    def __init__(self, kind: str) -> None:
        self._timed, self._counts_priming = kind in TIMED, kind == "matroska"
        self._end = Fraction(0)  # seconds
        self._started = False
        self.lost = 0.0  # seconds of gaps, but for that at the start

    def gap(self, frame: Any, decoder: Decoder) -> float:
        """Seconds that are missing before this frame of the decoder's.

        In Matroska a time of 0 is that of what a codec needs to get going, which is no sound.
        """
        if not self._timed or frame.pts is None:
            return 0.0
        begins, lasts = frame.pts * frame.time_base, Fraction(frame.samples, frame.sample_rate)
        primed = not self._started and self._counts_priming and decoder.first == 0
        missing = 0.0 if primed else float(begins - self._end)
        if not max(LOST, float(lasts) / 2) <= missing <= LONGEST_GAP:
            missing = 0.0
        self.lost += missing if self._started else 0.0
        self._started, self._end = True, begins + lasts
        return missing


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


def kind_of_container(container: Any) -> str:
    """FFmpeg's short name of a container, such as "mov" or "ogg"."""
    return str(container.format.name).partition(",")[0]
