"""`lasaft-nb manipulate`: sentences and a song in, a file out."""

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
import soundfile

from lasaft_nb import cli
from lasaft_nb.models.source_model import build_model
from lasaft_nb.training.checkpoint import save
from lasaft_nb.training.presets import model_config, preset


@pytest.fixture
def song(tmp_path: Path) -> Path:
    soundfile.write(tmp_path / "song.wav", np.random.default_rng(0).uniform(-0.5, 0.5, (20_001, 2)), 11025)
    return tmp_path / "song.wav"


@pytest.fixture(scope="module")
def network(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A tiny AMSS-Net with fresh weights."""
    config = model_config("amss_net", preset=preset("smoke"), estimation="stereo-mask")
    scores = {"rmse_mfcc": {"a": 1.0, "b": 3.0}, "reference_loss": {"a": 2.0, "b": 2.0}, "dataset": {"name": "noise"}}
    return save(tmp_path_factory.mktemp("nets") / "tiny.safetensors", build_model(config), config, **scores)


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Callable[..., tuple[int, str, str]]:
    """Call `main` as the shell would: (exit status, stdout, stderr)."""

    def call(*words: object) -> tuple[int, str, str]:
        with pytest.raises(SystemExit) as end:
            cli.main([str(word) for word in words])
        return (end.value.code or 0, *capsys.readouterr())

    return call


def test_its_help_imports_no_torch() -> None:
    code = (
        "import sys\nfrom typer.testing import CliRunner\nfrom lasaft_nb.cli import app\n"
        "print(CliRunner().invoke(app, ['manipulate', '--help']).output)\nprint({'torch', 'numpy'} & set(sys.modules))"
    )
    output = subprocess.check_output([sys.executable, "-c", code], text=True)
    assert "Usage: lasaft-nb manipulate" in output or " manipulate " in output
    assert "one after the other" in " ".join(output.split())
    assert output.strip().endswith("set()")


def test_several_sentences_make_one_file(run: Callable, song: Path, network: Path, tmp_path: Path) -> None:
    out = tmp_path / "new" / "out.flac"
    wishes = ("remove vocals", "apply lowpass to drums, bass")
    status, output, errors = run("manipulate", song, *wishes, "-o", out, "--network", network)
    assert (status, output) == (0, f"{out}\n")
    assert errors.splitlines()[0] == (
        "mute vocals; apply medium lowpass to drums, bass: tiny "
        "(nearer to the truth than the untouched song in 1 of 2 tasks on noise)"
    )
    info = soundfile.info(out)
    assert (info.frames, info.samplerate, info.channels, info.format) == (20_001, 11025, 2, "FLAC")


def test_one_sentence_with_and_is_two_commands_where_that_is_asked_for(
    run: Callable, song: Path, network: Path, tmp_path: Path
) -> None:
    out = tmp_path / "out.wav"
    status, _, errors = run(
        "manipulate", song, "mute bass and separate vocals", "--and", "-o", out, "--network", network
    )
    assert status == 0
    assert errors.startswith("mute bass; separate vocals: tiny")


def test_by_separation_and_by_auto_say_what_they_take_and_why(
    run: Callable, song: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LASAFT_NB_CACHE", str(tmp_path / "cache"))
    out = tmp_path / "out.wav"
    status, _, errors = run("manipulate", song, "mute bass", "-o", out, "--by", "separation")
    assert status == 0
    assert "mute bass: separate, change, remix (bass: " in errors
    status, _, errors = run("manipulate", song, "mute bass", "-o", out)
    assert status == 0
    assert "RMSE-MFCC on real songs, smaller is better: network" in errors


@pytest.fixture
def _beside_song(song: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(song.parent)


@pytest.mark.usefixtures("_beside_song")
@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["nothing.wav", "mute bass", "-o", "o.wav"], "nothing.wav does not exist; check the path"),
        (["SONG", "aply lowpas to drum", "-o", "o.wav"], "lowpass to drums"),
        (["SONG", "mute bass", "sing", "-o", "o.wav"], "sing"),
        (["SONG", "mute bass", "-o", "o.m4a", "--network", "NET"], "must end in .wav, .flac, .mp3, .ogg"),
        (["SONG", "mute bass and mute drums", "-o", "o.wav"], "and"),
        (
            ["SONG", "mute bass", "-o", "o.wav", "--by", "magic"],
            "--by must be auto, network or separation",
        ),
        (
            ["SONG", "mute bass", "-o", "o.wav", "--by", "separation", "--network", "NET"],
            "--network is for --by network",
        ),
        (["SONG", "mute bass", "-o", "o.wav", "--network", "nonet"], "network 'nonet' is neither a file nor a name"),
        (["SONG", "mute bass", "-o", "o.wav", "--network", "lite_dedicated/tfc_tdf-bass"], "reads no sentences"),
        (["SONG", "mute bass", "-o", "o.wav", "--network", "NET", "--overlap", "1"], "overlap must be in 0..0.9"),
        (["SONG", "mute bass", "-o", "o.wav", "--network", "NET", "--batch-size", "0"], "batch_size must be at least"),
    ],
)
def test_bad_input_is_one_sentence_and_leaves_nothing(
    run: Callable, song: Path, network: Path, words: list[str], sentence: str
) -> None:
    names = {"SONG": str(song), "NET": str(network)}
    status, output, errors = run("manipulate", *(names.get(word, word) for word in words))
    last = errors.splitlines()[-1]
    assert (status, output) == (2, "")
    assert last.startswith("lasaft-nb: ")
    assert sentence in last
    assert [path.name for path in song.parent.iterdir()] == ["song.wav"]
