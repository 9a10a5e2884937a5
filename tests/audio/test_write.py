"""Files are written whole or not at all, never over a song, and by no encoder that would crash."""

import os
import threading
import unicodedata
import warnings
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
import soundfile
from listing import files_below

from lasaft_nb.audio import open_audio, read_audio
from lasaft_nb.audio.write import FORMATS, audio_writer, check_output, check_outputs
from lasaft_nb.errors import Note, UserError

Noise = Callable[..., np.ndarray]


def write(path: Path, waveform: np.ndarray, rate: int = 44100) -> None:
    with audio_writer(path, sample_rate=rate, channels=waveform.shape[1], n_samples=len(waveform)) as append:
        append(waveform)


@pytest.mark.parametrize("suffix", FORMATS)
@pytest.mark.parametrize("channels", [1, 2])
def test_a_long_block_is_written_whole_from_a_thread_with_a_small_stack(
    tmp_path: Path, noise: Noise, suffix: str, channels: int
) -> None:
    waveform = noise(400_000, channels)
    before = threading.stack_size(64 * 1024)
    try:
        thread = threading.Thread(target=write, args=(tmp_path / f"long{suffix}", waveform))
        thread.start()
        thread.join()
    finally:
        threading.stack_size(before)
    assert read_audio(tmp_path / f"long{suffix}")[0].shape == waveform.shape


TOO_FAST = [(".mp3", rate) for rate in (7999, 9000, 44101, 64000, 96000, 352_800)]
TOO_FAST += [(".ogg", rate) for rate in (200_001, 250_000, 352_800, 768_000)]
TOO_FAST += [(".flac", rate) for rate in (65_537, 200_001, 655_360, 768_000)]


@pytest.mark.parametrize(("suffix", "rate"), TOO_FAST)
def test_a_rate_that_a_format_cannot_hold_is_refused(tmp_path: Path, noise: Noise, suffix: str, rate: int) -> None:
    words = rf"out\{suffix} can't be written with {rate} Hz \(\{suffix} takes .*\); write \.wav, which takes every"
    with pytest.raises(UserError, match=words):
        write(tmp_path / f"out{suffix}", noise(100), rate)
    with pytest.raises(UserError, match=words):
        check_output(tmp_path / f"out{suffix}", sample_rate=rate)
    assert files_below(tmp_path) == []


@pytest.mark.parametrize(
    "rate", [1000, 8000, 44100, 65_535, 65_540, 88_200, 192_000, 200_000, 352_800, 655_350, 768_000]
)
@pytest.mark.parametrize("suffix", [".wav", ".flac", ".ogg"])
def test_what_is_not_refused_is_written_and_can_be_read(tmp_path: Path, noise: Noise, suffix: str, rate: int) -> None:
    path = tmp_path / f"out{suffix}"
    try:
        check_output(path, sample_rate=rate)
    except UserError:
        return
    write(path, noise(5000), rate)
    found, found_rate = read_audio(path)
    assert (found.shape, found_rate) == ((5000, 2), rate)


@pytest.mark.parametrize("value", [np.nan, np.inf, -np.inf])
def test_nan_is_never_written(tmp_path: Path, noise: Noise, value: float) -> None:
    waveform = noise(10_000)
    waveform[7000, 1] = value
    for suffix in FORMATS:
        with pytest.raises(UserError, match=r"holds NaN or infinite samples, the first at sample 7000"):
            write(tmp_path / f"out{suffix}", waveform)
    assert files_below(tmp_path) == []


@pytest.mark.parametrize("suffix", FORMATS)
def test_a_failure_on_the_way_leaves_nothing(tmp_path: Path, noise: Noise, suffix: str) -> None:
    def fail() -> None:
        with audio_writer(tmp_path / f"out{suffix}", sample_rate=44100, channels=2) as append:
            append(noise(5000))
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        fail()
    assert files_below(tmp_path) == []


def test_a_name_that_is_not_utf_8_is_written(tmp_path: Path, noise: Noise) -> None:
    for suffix in FORMATS:
        path = tmp_path / os.fsdecode(b"caf\xe9" + suffix.encode())
        write(path, noise(3000))
        assert len(read_audio(path)[0]) == 3000


@pytest.mark.parametrize("n_bytes", [230, 245, 250, 255])
def test_long_names_are_written_or_refused_in_words(tmp_path: Path, noise: Noise, n_bytes: int) -> None:
    path = tmp_path / ("x" * (n_bytes - 4) + ".wav")
    try:
        write(path, noise(100))
    except UserError as error:
        assert "too long" in str(error)
        assert files_below(tmp_path) == []
    else:
        assert files_below(tmp_path) == [path.name]
    with pytest.raises(UserError, match="too long"):
        write(tmp_path / ("x" * 300 + ".wav"), noise(100))


def test_standard_output_is_refused_with_the_reason() -> None:
    with pytest.raises(UserError, match="can't go to standard output, since its header is written last; name a file"):
        check_output("-")


@pytest.fixture
def song(tmp_path: Path, noise: Noise, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    path = tmp_path / "song.wav"
    soundfile.write(path, noise(1000), 44100)
    (tmp_path / "link.wav").symlink_to(path)
    (tmp_path / "hard.wav").hardlink_to(path)
    (tmp_path / "folder").mkdir()
    (tmp_path / "linked").symlink_to(tmp_path)
    return path


@pytest.mark.parametrize(
    "name",
    ["song.wav", "./song.wav", "folder/../song.wav", "link.wav", "hard.wav", "linked/song.wav"],
)
def test_an_output_that_is_the_song_is_refused(song: Path, name: str) -> None:
    before = song.read_bytes()
    for given in (song, str(song), Path("song.wav"), open_audio(song)):
        with pytest.raises(UserError, match=r"is the song itself; name another file, so that the song is kept"):
            check_outputs([name], song=given)
    assert song.read_bytes() == before


ACCENT = "caf\u00e9.wav"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("a.wav", "a.wav"),
        ("a.wav", "./folder/../a.wav"),
        ("a.wav", "linked/a.wav"),
        ("a.wav", "A.wav"),
        ("a.wav", "a.WAV"),
        (ACCENT, unicodedata.normalize("NFD", ACCENT)),
    ],
)
def test_two_outputs_that_are_one_file_are_refused(song: Path, one: str, other: str) -> None:
    with pytest.raises(UserError, match=r"are one file, for two outputs; name two"):
        check_outputs([one, "b.wav", other], song=song)
    check_outputs([one, "b.wav"], song=song)


def test_a_wav_that_may_become_too_long_gets_long_numbers(tmp_path: Path, noise: Noise) -> None:
    with audio_writer(tmp_path / "long.wav", sample_rate=44100, channels=2, n_samples=2**30) as append:
        append(noise(1000))
    assert (tmp_path / "long.wav").read_bytes().startswith(b"RF64")
    assert len(read_audio(tmp_path / "long.wav")[0]) == 1000


def test_a_clipped_peak_is_noted(tmp_path: Path) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error", Note)
        with pytest.raises(Note, match=r"the loudest sample was 2\.00; samples beyond 1 are clipped"):
            write(tmp_path / "out.wav", np.full((10, 1), 2.0, np.float32))
