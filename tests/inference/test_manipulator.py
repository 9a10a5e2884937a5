"""Sentences and a song to the manipulated song."""

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
import soundfile
import torch
from torch import Tensor

from lasaft_nb import Manipulator, Separator
from lasaft_nb.aml import AmlError, parse_joined
from lasaft_nb.aml.words import encode
from lasaft_nb.errors import UserError
from lasaft_nb.models.conditions import by_sentence
from lasaft_nb.models.source_model import SOURCES, SourceModel


class Obedient(SourceModel):
    """Doubles for "increase", halves for "decrease", adds a fixed offset for "mute", and else gives its input back."""

    def __init__(self, sample_rate: int = 44100) -> None:
        super().__init__(targets=SOURCES, sample_rate=sample_rate, conditioned=True, ask=by_sentence)
        self.words = [int(encode([f"{verb} bass"])[0, 1]) for verb in ("increase the volume of", "mute")]
        self.down = int(encode(["decrease the volume of bass"])[0, 1])

    def forward(self, mixture: Tensor, condition: Tensor | None = None) -> Tensor:
        assert condition is not None
        assert condition.shape[0] == mixture.shape[0]
        verb = int(condition[0, 1])
        up, add = self.words
        scale = {up: 2.0, self.down: 0.5}.get(verb, 1.0)
        return (scale * mixture + 0.125 * (verb == add))[:, None]

    def loss(self, mixture: Tensor, targets: Tensor, condition: Tensor | None = None) -> Tensor:
        return ((self(mixture, condition) - targets) ** 2).mean()


@pytest.fixture
def manipulator() -> Manipulator:
    return Manipulator(Obedient(), device="cpu", window_seconds=0.5, name="obedient")


def test_a_network_that_gives_its_input_back_gives_the_song_back(manipulator: Manipulator, noise: Callable) -> None:
    for n in (1, 500, 22050, 57_331):
        np.testing.assert_allclose(
            manipulator.manipulate(noise(n), "separate vocals", sample_rate=44100), noise(n), atol=1e-6
        )


def test_a_resampled_song_keeps_its_length_and_rate(noise: Callable) -> None:
    slow = Manipulator(Obedient(sample_rate=22050), device="cpu", window_seconds=0.5)
    with pytest.warns(UserWarning, match="resampled from 44100 Hz to 22050 Hz"):
        assert slow.manipulate(noise(30_001), "separate bass", sample_rate=44100).shape == (30_001, 2)


@pytest.mark.parametrize("rate", [8000, 16000, 22050, 32000, 44100, 48000, 96000])
@pytest.mark.parametrize("channels", [1, 2])
def test_a_network_that_changes_nothing_gives_the_song_back_at_any_rate(
    noise: Callable, rate: int, channels: int
) -> None:
    slow = Manipulator(Obedient(sample_rate=22050), device="cpu", window_seconds=0.5, level=None)
    made = slow.manipulate(noise(30_001, channels), "pan bass to the left side", sample_rate=rate)
    np.testing.assert_allclose(made, np.repeat(noise(30_001, channels), 3 - channels, axis=1), atol=1e-4)


@pytest.mark.parametrize(
    ("sentences", "kept"),
    [
        ("decrease the volume of bass", True),
        ("mute bass", False),
        ("separate bass", False),
        (["decrease the volume of bass", "mute bass"], False),
    ],
)
def test_what_the_network_does_not_see_comes_from_the_song_unless_a_source_is_to_go(
    sentences: str | list[str], kept: bool
) -> None:
    slow = Manipulator(Obedient(sample_rate=22050), device="cpu", window_seconds=0.5, level=None)
    time = np.arange(44100) / 44100
    high, low = (np.repeat(0.2 * np.sin(2 * np.pi * hz * time)[:, None], 2, axis=1) for hz in (16000, 441))
    words = "above 11025 Hz comes from the song" if kept else "above 11025 Hz is left out"
    with pytest.warns(UserWarning, match=words):
        made = slow.manipulate((high + low).astype(np.float32), sentences, sample_rate=44100)
    level = abs(np.fft.rfft(made[:, 0])[16000]) / abs(np.fft.rfft(high[:, 0])[16000])
    assert abs(level - (1 if kept else 0)) < 1e-3


def test_a_mono_song_becomes_stereo(manipulator: Manipulator, noise: Callable) -> None:
    made = manipulator.manipulate(noise(9000, 1), ["separate vocals", "separate drums"], sample_rate=44100)
    np.testing.assert_allclose(made, np.repeat(noise(9000, 1), 2, axis=1), atol=1e-6)


def test_sentences_follow_each_other(manipulator: Manipulator, noise: Callable) -> None:
    one = manipulator.manipulate(noise(30_001), ["mute bass", "increase the volume of bass"], sample_rate=44100)
    np.testing.assert_allclose(one, 2 * (noise(30_001) + 0.125), atol=1e-5)
    other = manipulator.manipulate(noise(30_001), ["increase the volume of bass", "mute bass"], sample_rate=44100)
    np.testing.assert_allclose(other, 2 * noise(30_001) + 0.125, atol=1e-5)
    third = manipulator.manipulate(noise(30_001), ["decrease the volume of bass"] * 3, sample_rate=44100)
    np.testing.assert_allclose(third, noise(30_001) / 8, atol=1e-5)


def test_joined_sentences_are_their_commands_one_after_the_other(manipulator: Manipulator, noise: Callable) -> None:
    commands = parse_joined("mute bass and increase the volume of bass")
    made = manipulator.manipulate(noise(9000), commands, sample_rate=44100)
    np.testing.assert_allclose(made, 2 * (noise(9000) + 0.125), atol=1e-5)


def test_a_file_is_what_the_array_is(manipulator: Manipulator, song: Path, tmp_path: Path) -> None:
    out = manipulator.manipulate_file(song, tmp_path / "out.wav", "decrease the volume of drums", progress=False)
    written, rate = soundfile.read(out)
    assert rate == 44100
    np.testing.assert_allclose(written, soundfile.read(song)[0] / 2, atol=2**-22)


@pytest.mark.parametrize(
    ("sentences", "message"),
    [
        ("aply lowpas to drum", "apply .*lowpass to drums"),
        (["mute bass", "seperate vocals"], "separate vocals"),
        ("", "separate"),
    ],
)
def test_a_wrong_sentence_gets_the_languages_help(
    manipulator: Manipulator, song: Path, tmp_path: Path, sentences: str | list[str], message: str
) -> None:
    with pytest.raises(AmlError, match=message):
        manipulator.manipulate(song, sentences)
    with pytest.raises(AmlError, match=message):
        manipulator.manipulate_file(song, tmp_path / "out.wav", sentences)
    assert not (tmp_path / "out.wav").exists()


def test_other_mistakes_are_one_sentence(
    manipulator: Manipulator, identity: Separator, song: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(UserError, match="no sentence was given"):
        manipulator.manipulate(song, [])
    with pytest.raises(UserError, match="does not exist"):
        manipulator.manipulate(tmp_path / "nothing.wav", "mute bass")
    with pytest.raises(UserError, match="must end in"):
        manipulator.manipulate_file(song, tmp_path / "out.m4a", "mute bass")
    with pytest.raises(UserError, match="gain reads no sentences; take one such as table_5_2/amss_net_levels"):
        Manipulator(identity.model, name="gain")
    with pytest.raises(UserError, match="network 'amss' is neither a file nor a name"):
        Manipulator.from_pretrained("amss")
    monkeypatch.setattr("lasaft_nb.inference.pretrained.pretrained_names", tuple)
    with pytest.raises(UserError, match="no network that reads sentences comes with this version; train one"):
        Manipulator.from_pretrained()


def test_what_the_card_says_is_said(manipulator: Manipulator) -> None:
    assert manipulator.describe() == "obedient (no score known)"
    manipulator.card = {"rmse_mfcc": {"a": 1.0, "b": 3.0}, "reference_loss": {"a": 2.0, "b": 2.0}}
    expected = "obedient (nearer to the truth than the untouched song in 1 of 2 tasks on its test tracks)"
    assert manipulator.describe() == expected


MEASURE = """
import resource, sys
sys.path[:0] = {paths!r}
from test_manipulator import Obedient
from lasaft_nb import Manipulator
manipulator = Manipulator(Obedient(), device="cpu", window_seconds=1.0)
manipulator.manipulate_file({source!r}, {out!r}, ["mute bass"] * 3, progress=False)
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)
"""


def test_five_minutes_take_the_memory_of_one(tmp_path: Path) -> None:
    torch.set_num_threads(1)
    peaks = []
    for minutes in (1, 5):
        source, out = tmp_path / f"{minutes}.wav", tmp_path / f"out{minutes}.wav"
        with soundfile.SoundFile(source, "w", samplerate=44100, channels=2) as file:
            for _ in range(minutes):
                file.write(np.zeros((44100 * 60, 2), dtype=np.int16))
        code = MEASURE.format(paths=[str(Path(__file__).parent)], source=str(source), out=str(out))
        peaks.append(int(subprocess.check_output([sys.executable, "-c", code], text=True)) / 1024)
        assert soundfile.info(out).frames == soundfile.info(source).frames
    assert peaks[1] - peaks[0] < 30  # MB; the four further minutes are 85 MB as floats
