"""Every bad input gets one sentence with the cause and the cure."""

import shutil
from collections.abc import Callable
from pathlib import Path

import needs
import numpy as np
import pytest
import soundfile
from bad_songs import BAD, STEMS
from numpy.testing import assert_allclose

from lasaft_nb import Separator
from lasaft_nb.audio.read import open_audio
from lasaft_nb.audio.write import audio_writer
from lasaft_nb.errors import UserError


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
        (np.zeros((500, 6)), 44100, r"1 or 2 channels, got shape \(500, 6\)"),
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


def test_a_stem_file_gives_its_mixture(identity: Separator) -> None:
    expected, rate = needs.with_ffmpeg("stempeg").read_stems(str(STEMS), stem_id=0)
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
        identity.separate_file(np.zeros((10, 2)), tmp_path / name, sample_rate=44100, progress=False)
    assert not identity.model.shapes


def test_an_output_that_is_a_folder_is_refused(identity: Separator, tmp_path: Path) -> None:
    (tmp_path / "out.wav").mkdir()
    with pytest.raises(UserError, match=r"out\.wav is a folder; name a file, such as .*out\.wav/vocals\.wav"):
        identity.separate_file(np.zeros((10, 2)), tmp_path / "out.wav", sample_rate=44100, progress=False)


def test_an_output_below_a_file_is_refused(identity: Separator, song: Path) -> None:
    with pytest.raises(UserError, match=r"can't be written \(.+\); choose another place: a"):
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
