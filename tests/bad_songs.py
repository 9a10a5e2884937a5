"""Files that are no songs, and the sentence that each gets."""

import shutil
import struct
from pathlib import Path

import av
import numpy as np
import soundfile

from lasaft_nb.data import example_song

STEMS = example_song()


def cut(path: Path, part: float) -> Path:
    data = path.read_bytes()
    path.write_bytes(data[: int(part * len(data))])
    return path


def missing(folder: Path) -> Path:
    return folder / "nothing.wav"


def directory(folder: Path) -> Path:
    return folder


def empty(folder: Path) -> Path:
    (folder / "empty.wav").touch()
    return folder / "empty.wav"


def text(folder: Path) -> Path:
    (folder / "text.wav").write_text("I am a poem, not a song.\n" * 50)
    return folder / "text.wav"


def text_as_mp3(folder: Path) -> Path:
    (folder / "text.mp3").write_text("I am a poem, not a song.\n" * 50)
    return folder / "text.mp3"


def text_as_mp4(folder: Path) -> Path:
    (folder / "text.mp4").write_text("I am a poem, not a song.\n" * 50)
    return folder / "text.mp4"


def no_samples(folder: Path) -> Path:
    soundfile.write(folder / "zero.wav", np.zeros((0, 2)), 44100)
    return folder / "zero.wav"


def six_channels(folder: Path) -> Path:
    soundfile.write(folder / "six.wav", np.zeros((1000, 6)), 44100)
    return folder / "six.wav"


def nan(folder: Path) -> Path:
    waveform = np.zeros((44100, 2), dtype=np.float32)
    waveform[22050, 1] = np.nan
    soundfile.write(folder / "nan.wav", waveform, 44100, subtype="FLOAT")
    return folder / "nan.wav"


def infinite(folder: Path) -> Path:
    waveform = np.zeros((44100, 2), dtype=np.float32)
    waveform[0, 0] = np.inf
    soundfile.write(folder / "inf.wav", waveform, 44100, subtype="FLOAT")
    return folder / "inf.wav"


def ten_hour_header(folder: Path) -> Path:
    n_bytes = 10 * 3600 * 44100 * 2
    header = struct.pack("<4sI4s4sIHHIIHH4sI", b"RIFF", 36 + n_bytes, b"WAVE", b"fmt ", 16, 1, 1, 44100, 88200, 2, 16, b"data", n_bytes)  # fmt: skip  # noqa: E501
    (folder / "ten_hours.wav").write_bytes(header)
    return folder / "ten_hours.wav"


def truncated_wav(folder: Path) -> Path:
    soundfile.write(folder / "cut.wav", np.zeros((44100, 2)), 44100)
    return cut(folder / "cut.wav", 0.5)


def truncated_flac(folder: Path) -> Path:
    soundfile.write(folder / "cut.flac", np.random.default_rng(0).uniform(-1, 1, (44100, 2)), 44100)
    return cut(folder / "cut.flac", 0.5)


def truncated_mp3(folder: Path) -> Path:
    soundfile.write(folder / "cut.mp3", np.random.default_rng(0).uniform(-1, 1, (88200, 2)), 44100)
    return cut(folder / "cut.mp3", 0.5)


def truncated_mp4(folder: Path) -> Path:
    return cut(Path(shutil.copy(STEMS, folder / "cut.mp4")), 0.5)


def truncated_m4a_with_its_index_at_the_end(folder: Path) -> Path:
    with av.open(str(STEMS)) as stems, av.open(str(folder / "end.m4a"), "w", format="mp4") as copy:
        stream = copy.add_stream_from_template(stems.streams.audio[0])
        for packet in stems.demux(stems.streams.audio[0]):
            if packet.size:
                packet.stream = stream
                copy.mux(packet)
    return cut(folder / "end.m4a", 0.5)


BAD = {
    missing: r"nothing\.wav does not exist; check the path",
    directory: r"is a folder, not an audio file; name a file in it",
    empty: r"empty\.wav is empty \(0 bytes\); copy or export it again",
    text: r"text\.wav is not audio that can be read \(.+\); copy or export it again",
    text_as_mp3: r"text\.mp3 is not audio that can be read \(.+\); copy or export it again",
    text_as_mp4: r"text\.mp4 is not audio that can be read \(.+\); copy or export it again",
    no_samples: r"zero\.wav holds no samples; export it again",
    six_channels: r"six\.wav has 6 channels; only mono and stereo can be separated: `ffmpeg -i IN -ac 2 OUT` makes",
    nan: r"nan\.wav holds NaN or infinite samples, the first at 0\.50 s; export it again",
    infinite: r"inf\.wav holds NaN or infinite samples, the first at 0\.00 s",
    ten_hour_header: r"ten_hours\.wav is cut short: its header announces 3175200000 bytes more; copy",
    truncated_wav: r"cut\.wav is cut short: its header announces \d+ bytes more; copy or export it again",
    truncated_flac: r"cut\.flac is cut short: .+; copy or export it again",
    truncated_mp3: r"cut\.mp3 is cut short: it ends inside its last frame; copy or export it again",
    truncated_mp4: r"cut\.mp4 is cut short: its last part lacks at least \d+ bytes; copy or export it again",
    truncated_m4a_with_its_index_at_the_end: r"end\.m4a is cut short: its last part lacks at least \d+ bytes; copy",
}


def slow_clock(folder: Path) -> Path:
    soundfile.write(folder / "slow.wav", np.zeros((1000, 2)), 12)
    return folder / "slow.wav"


def playlist_as_mp4(folder: Path) -> Path:
    lines = ["#EXTM3U", "#EXT-X-TARGETDURATION:9", "#EXTINF:9,", "http://127.0.0.1:9/x.ts", "#EXT-X-ENDLIST"]
    (folder / "list.mp4").write_text("\n".join(lines))
    return folder / "list.mp4"


BAD |= {
    slow_clock: r"slow\.wav has 12 samples a second; only 1000 to 768000 Hz can be separated: `ffmpeg",
    playlist_as_mp4: r"list\.mp4 is not audio that can be read \(.+\); copy or export it again",
}
