"""Healthy, odd and broken audio files of every kind, made without any program beside the packages."""

import io
import struct
import tempfile
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path
from typing import Any

import av
import numpy as np
import soundfile

RATE = 44100


def song(seconds: float = 2.0, rate: int = RATE, channels: int = 2, seed: int = 0) -> np.ndarray:
    """Tones with a beat (n, c), float32: no two seconds alike, so that a shift shows."""
    time = np.arange(int(seconds * rate)) / rate
    beat = np.random.default_rng(seed).uniform(0.1, 1, int(seconds * 8) + 2)
    level = np.interp(time * 8, np.arange(len(beat)), beat)
    sides = [level * np.sin(2 * np.pi * (110 + 20 * seed) * (side + 2) * time) for side in range(channels)]
    return (0.4 * np.stack(sides, axis=1)).astype(np.float32)


def encode(
    codec: str, form: str, samples: np.ndarray, rate: int = RATE, *, bit_rate: int = 0, delay: float = 0, **options: str
) -> bytes:
    """A file by FFmpeg's libraries, beginning ``delay`` seconds late; ``options`` are those of the container."""
    with tempfile.TemporaryDirectory() as folder:  # an index can be put first in a real file only
        path = Path(folder) / "file"
        with av.open(str(path), "w", format=form, options=options) as container:
            stream = container.add_stream(codec, rate=rate, layout="stereo" if samples.shape[1] == 2 else "mono")
            if bit_rate:
                stream.bit_rate = bit_rate
            sides = np.ascontiguousarray(samples.T)
            frame = av.AudioFrame.from_ndarray(sides, format="fltp", layout=stream.layout.name)
            frame.rate, frame.pts, frame.time_base = rate, 0, Fraction(1, rate)
            for packet in (*stream.encode(frame), *stream.encode(None)):
                late = round(delay / packet.time_base)
                packet.pts, packet.dts = packet.pts + late, packet.dts + late
                container.mux(packet)
        return path.read_bytes()


def pcm(form: str, samples: np.ndarray | None = None, rate: int = RATE, subtype: str | None = None) -> bytes:
    """The bytes of a file by libsndfile."""
    file = io.BytesIO()
    soundfile.write(file, song() if samples is None else samples, rate, format=form, subtype=subtype)
    return file.getvalue()


def patched(content: bytes, place: int, form: str, value: int) -> bytes:
    """``content`` with one number replaced."""
    return content[:place] + struct.pack(form, value) + content[place + struct.calcsize(form) :]


def with_data_length(wav: bytes, length: int, name: bytes = b"data", form: str = "<I") -> bytes:
    """A file whose header announces another number of bytes of samples."""
    return patched(wav, wav.index(name) + 4, form, length)


def mp3(samples: np.ndarray | None = None, rate: int = RATE, **options: Any) -> bytes:
    return encode("libmp3lame", "mp3", song() if samples is None else samples, rate, **options)


def bare_mp3(samples: np.ndarray | None = None, rate: int = RATE, **options: Any) -> bytes:
    """Without an Info or Xing header, as from a pipe."""
    return mp3(samples, rate, write_xing="0", id3v2_version="0", **options)


COMPRESSED: dict[str, Callable[[], bytes]] = {
    "mp3": mp3,
    "bare mp3": bare_mp3,
    "flac": lambda: encode("flac", "flac", song()),
    "ogg": lambda: pcm("OGG"),
    "opus": lambda: encode("libopus", "opus", song(rate=48000), 48000),
    "aac": lambda: encode("aac", "adts", song()),
    "m4a": lambda: encode("aac", "ipod", song()),
    "m4a, index first": lambda: encode("aac", "ipod", song(), movflags="faststart"),
    "alac": lambda: encode("alac", "ipod", song()),
    "mka": lambda: encode("aac", "matroska", song()),
    "webm": lambda: encode("libopus", "webm", song(rate=48000), 48000),
    "live webm": lambda: encode("libopus", "webm", song(rate=48000), 48000, live="1"),
    "fragmented mp4": lambda: encode("aac", "mp4", song(), movflags="frag_keyframe+empty_moov+default_base_moof"),
}
UNCOMPRESSED: dict[str, Callable[[], bytes]] = {
    "wav": lambda: pcm("WAV"),
    "24-bit wav": lambda: pcm("WAV", subtype="PCM_24"),
    "float wav": lambda: pcm("WAV", subtype="FLOAT"),
    "wavex": lambda: pcm("WAVEX"),
    "RF64": lambda: pcm("RF64"),
    "W64": lambda: pcm("W64"),
    "AIFF": lambda: pcm("AIFF"),
    "float AIFC": lambda: pcm("AIFF", subtype="FLOAT"),
    "AU": lambda: pcm("AU"),
    "CAF": lambda: pcm("CAF"),
}


def write(folder: Path, content: bytes, name: str = "song") -> Path:
    path = folder / name
    path.write_bytes(content)
    return path
