"""Every bad input gets one sentence with the cause and the cure."""

import shutil
import struct
import subprocess
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
import soundfile
import stempeg
from numpy.testing import assert_allclose

from lasaft_nb import Separator
from lasaft_nb.errors import UserError
from lasaft_nb.inference.audio_reader import open_audio
from lasaft_nb.inference.audio_writer import audio_writer

Noise = Callable[..., np.ndarray]
STEMS = Path(stempeg.example_stem_path())


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
    command = ["ffmpeg", "-v", "error", "-i", STEMS, "-map", "0:a:0", "-c", "copy", folder / "end.m4a"]
    subprocess.run(command, check=True)
    return cut(folder / "end.m4a", 0.5)


BAD = {
    missing: r"nothing\.wav does not exist; check the path",
    directory: r"is a folder, not an audio file; name a file in it",
    empty: r"empty\.wav is empty \(0 bytes\); copy or export it again",
    text: r"text\.wav is not audio that can be read \(Format not recognised\); export it again as wav",
    text_as_mp3: r"text\.mp3 is not audio that can be read \(.+\); export it again as wav",
    text_as_mp4: r"text\.mp4 is not audio that can be read \(.+\); copy or export it again",
    no_samples: r"zero\.wav holds no samples; export it again",
    six_channels: r"six\.wav has 6 channels; only mono and stereo can be separated: `ffmpeg -i IN -ac 2 OUT` makes",
    nan: r"nan\.wav holds NaN or infinite samples, the first at 0\.50 s; export it again",
    infinite: r"inf\.wav holds NaN or infinite samples, the first at 0\.00 s",
    ten_hour_header: r"ten_hours\.wav is cut short: its header announces 3175200000 bytes more; copy",
    truncated_wav: r"cut\.wav is cut short: its header announces \d+ bytes more; copy or export it again",
    truncated_flac: r"cut\.flac is (not audio that can be read|cut short)",
    truncated_mp3: r"cut\.mp3 is cut short: its header announces",
    truncated_mp4: r"cut\.mp4 is cut short: its header announces 6\.1 s, it holds \d\.\d s; copy or export it again",
    truncated_m4a_with_its_index_at_the_end: r"end\.m4a is not audio that can be read \(moov atom not found\); copy",
}


@pytest.mark.parametrize("make", BAD, ids=lambda make: make.__name__)
def test_a_bad_file_is_refused_with_cause_and_cure(
    identity: Separator, tmp_path: Path, make: Callable[[Path], Path]
) -> None:
    (tmp_path / "in").mkdir()
    path = make(tmp_path / "in")
    with pytest.raises(UserError, match=BAD[make]) as caught:
        identity.separate_file(path, tmp_path / "out" / "vocals.wav", progress=False)
    assert "\n" not in str(caught.value)
    assert not list(tmp_path.glob("out/*"))


@pytest.mark.parametrize(
    ("waveform", "rate", "words"),
    [
        (np.zeros((0, 2)), 44100, "the waveform holds no samples"),
        (np.zeros(0), 44100, "the waveform holds no samples"),
        (np.zeros((2, 500)), 44100, r"axes \(sample, channel\), got shape \(2, 500\); transpose"),
        (np.zeros((1, 2, 500)), 44100, r"axes \(sample, channel\), got shape \(1, 2, 500\)"),
        (np.zeros((500, 6)), 44100, "the waveform has 6 channels"),
        (np.zeros((500, 2), dtype=np.int16), 44100, r"floats in -1\.\.1, got int16; divide 16-bit samples by 32768"),
        (np.full((500, 2), np.nan), 44100, r"NaN or infinite samples, the first at 0\.00 s"),
        (np.zeros((500, 2)), 0, "sample_rate must be positive, in Hz, got 0"),
    ],
)
def test_a_bad_array_is_refused_with_cause_and_cure(
    identity: Separator, waveform: np.ndarray, rate: int, words: str
) -> None:
    with pytest.raises(UserError, match=words):
        identity.separate(waveform, sample_rate=rate, progress=False)


def test_without_ffmpeg_an_mp4_says_what_to_install(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(UserError, match="needs ffmpeg to be decoded; install it"):
        open_audio(STEMS)


def test_a_stem_file_gives_its_mixture(identity: Separator) -> None:
    expected, rate = stempeg.read_stems(str(STEMS), stem_id=0)
    result = identity.separate(STEMS, sample_rate=rate, progress=False)
    assert result.shape == expected.shape
    assert_allclose(result, expected, atol=1e-4)


def test_a_name_that_looks_like_an_option_is_a_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    shutil.copy(STEMS, tmp_path / "-i concat:x.mp4")
    assert open_audio("-i concat:x.mp4").channels == 2


@pytest.mark.parametrize("name", ["out.m4a", "out", "out.txt"])
def test_an_unknown_output_format_is_refused_before_the_work(identity: Separator, tmp_path: Path, name: str) -> None:
    with pytest.raises(UserError, match=r"must end in \.wav, \.flac, \.mp3, \.ogg, got"):
        identity.separate_file(np.zeros((10, 2)), tmp_path / name, progress=False)
    assert not identity.model.shapes


def test_an_output_that_is_a_folder_is_refused(identity: Separator, tmp_path: Path) -> None:
    (tmp_path / "out.wav").mkdir()
    with pytest.raises(UserError, match=r"out\.wav is a folder; name a file, such as .*out\.wav/vocals\.wav"):
        identity.separate_file(np.zeros((10, 2)), tmp_path / "out.wav", progress=False)


def test_an_output_below_a_file_is_refused(identity: Separator, song: Path) -> None:
    with pytest.raises(UserError, match=r"can't be written \(.+\); choose another place, or free disk space"):
        identity.separate_file(song, song / "vocals.wav", progress=False)


def test_mp3_refuses_a_rate_it_lacks(tmp_path: Path) -> None:
    with (
        pytest.raises(UserError, match=r"can't be written with 96000 Hz .*write \.wav, which takes every sample rate"),
        audio_writer(tmp_path / "out.mp3", sample_rate=96000, channels=2),
    ):
        raise AssertionError("never reached")
    assert not list(tmp_path.iterdir())


def test_loud_samples_are_clipped_with_a_note(tmp_path: Path) -> None:
    with (
        pytest.warns(UserWarning, match=r"the loudest sample was 1\.50; samples beyond 1 are clipped"),
        audio_writer(tmp_path / "out.wav", sample_rate=44100, channels=1) as write,
    ):
        write(np.array([[1.5], [-0.5], [-1.2]], dtype=np.float32))
    assert_allclose(soundfile.read(tmp_path / "out.wav")[0], [1, -0.5, -1], atol=1e-6)
