"""Audio headers that lie: each file is read or refused in words, and no sound that ffmpeg finds is lost in silence.

`make test` tries a few of each kind, `make stress` hundreds of each. The comparison with ffmpeg runs where it is.
"""

import shutil
import struct
import subprocess
import warnings
from collections import Counter
from pathlib import Path

import made_audio as made
import numpy as np
import pytest
from fuzz import changed_bytes, few_or, fuzz
from hypothesis import strategies as st

from lasaft_nb.audio import open_audio
from lasaft_nb.errors import Note, UserError

SHORT = made.song(0.5)
FILES = {
    "mp3": lambda: made.mp3(SHORT),
    "bare mp3": lambda: made.bare_mp3(SHORT),
    "ogg": lambda: made.pcm("OGG", SHORT),
    "opus": lambda: made.encode("libopus", "ogg", made.song(0.5, 48000), 48000),
    "wav": lambda: made.pcm("WAV", SHORT),
    "RF64": lambda: made.pcm("RF64", SHORT),
    "W64": lambda: made.pcm("W64", SHORT),
    "AIFF": lambda: made.pcm("AIFF", SHORT),
    "AU": lambda: made.pcm("AU", SHORT),
    "CAF": lambda: made.pcm("CAF", SHORT),
    "flac": lambda: made.encode("flac", "flac", SHORT),
    "m4a": lambda: made.encode("aac", "ipod", SHORT),
    "mp4": lambda: made.encode("aac", "mp4", SHORT, movflags="frag_keyframe+empty_moov+default_base_moof"),
    "mka": lambda: made.encode("aac", "matroska", SHORT),
    "webm": lambda: made.encode("libopus", "webm", made.song(0.5, 48000), 48000),
    "aac": lambda: made.encode("aac", "adts", SHORT),
}
MARKS = {  # names in front of numbers that say how long something is
    "mp3": (b"Info", b"\xff\xfb"),
    "bare mp3": (b"\xff\xfb",),
    "ogg": (b"OggS",),
    "opus": (b"OggS",),
    "wav": (b"RIFF", b"fmt ", b"data"),
    "RF64": (b"ds64", b"fmt ", b"data"),
    "W64": (b"fmt ", b"data"),
    "AIFF": (b"FORM", b"COMM", b"SSND"),
    "AU": (b".snd",),
    "CAF": (b"desc", b"data"),
    "flac": (b"fLaC", b"\xff\xf8"),
    "m4a": (b"mdat", b"moov", b"mdhd", b"stsz", b"stts", b"stco", b"elst"),
    "mp4": (b"moof", b"mdat", b"trun", b"tfhd"),
    "mka": (b"\x1a\x45\xdf\xa3", b"\x18\x53\x80\x67", b"\x1f\x43\xb6\x75"),
    "webm": (b"\x1a\x45\xdf\xa3", b"\x18\x53\x80\x67", b"\x1f\x43\xb6\x75"),
    "aac": (b"\xff\xf1",),
}


@st.composite
def lying_headers(draw: st.DrawFn, content: bytes, marks: tuple[bytes, ...]) -> bytes:
    """``content`` with numbers near its marks changed, perhaps cut, doubled, or with something behind it."""
    changed = bytearray(content)
    for _ in range(draw(st.integers(0, 3))):
        mark = draw(st.sampled_from(marks))
        places = [place for place in range(len(content)) if content.startswith(mark, place)] or [0]
        place = draw(st.sampled_from(places)) + draw(st.integers(-8, 40))
        number = draw(st.sampled_from((0, 1, 2**15, 2**31 - 1, 2**31, 2**32 - 1)) | st.integers(0, 2**32 - 1))
        size = draw(st.sampled_from((1, 2, 4)))
        packed = struct.pack(draw(st.sampled_from("<>")) + "I", number)[:size]
        if 0 <= place <= len(changed) - size:
            changed[place : place + size] = packed
    end = draw(st.sampled_from((len(changed),) * 3 + (draw(st.integers(0, len(changed))),)))
    return bytes(changed[:end]) * draw(st.sampled_from((1, 1, 1, 2))) + draw(st.sampled_from((b"", b"", bytes(100))))


def ours(path: Path) -> tuple[int, float, bool]:
    """Samples, energy, and whether a note was made."""
    n_samples, energy = 0, 0.0
    with warnings.catch_warnings(record=True) as told:
        warnings.simplefilter("always", Note)
        audio = open_audio(path)
        for block in audio.blocks():
            assert np.isfinite(block).all()
            assert block.shape[1] == audio.channels
            n_samples, energy = n_samples + len(block), energy + float(np.square(block, dtype=np.float64).sum())
    return n_samples, energy / audio.channels / audio.sample_rate, bool(told)


def seconds_of_ffmpeg(path: Path) -> float:
    """Seconds of sound louder than -60 dBFS that ffmpeg decodes, at 8 kHz."""
    command = ["ffmpeg", "-nostdin", "-v", "quiet", "-i", path, "-map", "0:a:0", "-t", "60", "-ac", "1", "-ar", "8000"]
    answer = subprocess.run([*command, "-f", "f32le", "-"], capture_output=True, check=False, timeout=60).stdout
    sound = np.nan_to_num(np.frombuffer(answer[: len(answer) // 4 * 4], "<f4"))
    return np.count_nonzero(np.abs(sound) > 1e-3) / 8000


@pytest.mark.parametrize("kind", FILES)
@few_or(320, few=12)
def test_headers_that_lie(kind: str, n: int, tmp_path: Path) -> None:
    path, outcomes = tmp_path / "song", Counter()
    compare = shutil.which("ffmpeg") is not None

    def read(changed: bytes) -> None:
        path.write_bytes(changed)
        try:
            n_samples, _, noted = ours(path)
        except UserError:
            outcomes["refused"] += 1
            raise
        outcomes["noted" if noted else "read"] += 1
        if compare and not noted:
            audio = open_audio(path)
            lost = seconds_of_ffmpeg(path) - n_samples / audio.sample_rate
            assert lost < 0.15, f"ffmpeg finds {lost:.2f} s more"

    fuzz(read, lying_headers(FILES[kind](), MARKS[kind]), n)
    fuzz(read, changed_bytes(FILES[kind](), first=200), max(2, n // 10))
    print(kind, dict(outcomes))


@st.composite
def damaged_twice(draw: st.DrawFn, content: bytes, first: int) -> bytes:
    """``content`` joined to itself, with up to twelve bytes changed in each of the two, from ``first`` on."""
    parts = [bytearray(content), bytearray(content)]
    for part in parts:
        for _ in range(draw(st.integers(0, 3))):
            place, damage = draw(st.integers(first, len(content) - 4)), draw(st.binary(min_size=1, max_size=4))
            part[place : place + len(damage)] = damage
    return bytes(parts[0] + parts[1])


@few_or(1000, few=60)
def test_a_joined_flac_that_is_damaged_loses_nothing_without_a_word(n: int, tmp_path: Path) -> None:
    path, content = tmp_path / "song.flac", FILES["flac"]()

    def read(changed: bytes) -> None:
        path.write_bytes(changed)
        n_samples, _, noted = ours(path)
        assert noted or n_samples >= 2 * len(SHORT)

    assert fuzz(read, damaged_twice(content, content.index(b"\xff\xf8")), n)["accepted"]
