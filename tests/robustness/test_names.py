"""Names of songs and of outputs as people have them: nothing collides, nothing is replaced, everything can be said."""

import io
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
import soundfile
import torch
from listing import files_below

from lasaft_nb import Manipulator, Separator, cli
from lasaft_nb.errors import UserError
from lasaft_nb.models.source_model import SourceModel

Shell = Callable[..., tuple[int, str, str]]


NAMES = {
    "Dr. A.wav": "Dr. A",
    "Dr. B.wav": "Dr. B",
    "a.b.c.mp3": "a.b.c",
    "a.b.d.M4A": "a.b.d",
    "1. One.flac": "1. One",
    "1. Two": "1. Two",
    "v1.2": "v1.2",
    "v1.3": "v1.3",
    "...": "...",
}


def test_songs_with_dots_in_their_names_get_files_of_their_own(
    shell: Shell, network: Path, song: Path, tmp_path: Path
) -> None:
    for name in NAMES:
        (tmp_path / name).write_bytes(song.read_bytes())
        assert shell("separate", tmp_path / name, "-o", f"{tmp_path}/out/", "--network", network)[0] == 0
    assert files_below(tmp_path / "out") == sorted(f"{title}_vocals.wav" for title in NAMES.values())


@pytest.mark.parametrize("name", ["X.stem.mp4", "X.STEM.MP4", "X.Stem.Mp4"])
def test_a_stem_file_loses_both_its_endings(shell: Shell, network: Path, song: Path, tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_bytes(song.read_bytes())
    assert shell("separate", tmp_path / name, "-o", tmp_path / "out", "--network", network)[0] == 0
    assert files_below(tmp_path / "out") == ["X_vocals.wav"]


@pytest.mark.parametrize("folder", ["new.folder/", "a/b.c/", "v2.0/", "out.wav/"])
def test_a_new_folder_may_have_a_dot_when_it_ends_in_a_slash(
    shell: Shell, network: Path, song: Path, tmp_path: Path, folder: str
) -> None:
    assert shell("separate", song, "-o", f"{tmp_path}/{folder}", "--network", network)[0] == 0
    assert files_below(tmp_path / folder) == ["song_vocals.wav"]


def test_several_sources_go_into_a_folder_with_a_dot(shell: Shell, network: Path, song: Path, tmp_path: Path) -> None:
    assert shell("separate", song, "--all-stems", "-o", tmp_path / "v2.0", "--network", network)[0] == 0
    assert files_below(tmp_path / "v2.0") == ["song_bass.wav", "song_vocals.wav"]


def test_the_song_is_never_replaced(
    refused: Callable[..., str], network: Path, reader: Path, song: Path, tmp_path: Path
) -> None:
    mine, link = tmp_path / "mine.wav", tmp_path / "link.wav"
    mine.write_bytes(song.read_bytes())
    link.symlink_to(mine)
    for out in (mine, link, tmp_path / "new" / ".." / "mine.wav"):
        assert "is the song itself" in refused("separate", mine, "-o", out, "--network", network)
        assert "is the song itself" in refused("manipulate", mine, "mute bass", "-o", out, "--network", reader)
    assert mine.read_bytes() == song.read_bytes()


def test_standard_input_is_read_and_standard_output_refused(network: Path, song: Path, tmp_path: Path) -> None:
    command = [sys.executable, "-m", "lasaft_nb.cli", "separate", "-", "--network", str(network), "-o"]
    options = {"input": song.read_bytes(), "capture_output": True}
    done = subprocess.run([*command, str(tmp_path / "out")], check=False, **options)
    assert done.returncode == 0, done.stderr
    assert soundfile.info(tmp_path / "out" / "song_vocals.wav").frames == 20_001
    done = subprocess.run([*command, "-"], check=False, **options)
    assert done.returncode == 2
    assert b"can't go to standard output" in done.stderr
    assert not Path("-").exists()


@pytest.mark.parametrize("code_page", ["utf-8", "cp1252", "cp437", "ascii"])
@pytest.mark.parametrize("name", ["Привет", "caf\u00e9", "日本", "\U0001f3b5", os.fsdecode(b"caf\xe9")])
def test_every_name_can_be_said_in_every_code_page(monkeypatch: pytest.MonkeyPatch, code_page: str, name: str) -> None:
    console = io.TextIOWrapper(io.BytesIO(), encoding=code_page)
    monkeypatch.setattr(sys, "stdout", console)
    monkeypatch.setattr(sys, "stderr", console)
    with pytest.raises(SystemExit):
        cli.main(["separate", f"{name}.wav", "-o", "o.wav"])
    console.flush()
    assert b".wav does not exist; check the path" in console.buffer.getvalue()


def test_a_name_that_no_code_page_has_is_printed_and_written(network: Path, song: Path, tmp_path: Path) -> None:
    mine = tmp_path / os.fsdecode(b"caf\xe9.wav")
    mine.write_bytes(song.read_bytes())
    command = [sys.executable, "-m", "lasaft_nb.cli", "separate", mine, "--network", network, "--all-stems"]
    done = subprocess.run(
        [*map(os.fsencode, command), b"-o", os.fsencode(tmp_path / "out")],
        capture_output=True,
        check=False,
        env={**os.environ, "PYTHONIOENCODING": "utf-8"},
    )
    assert done.returncode == 0, done.stderr
    written = {os.fsencode(path.name) for path in (tmp_path / "out").iterdir()}
    assert written == {b"caf\xe9_bass.wav", b"caf\xe9_vocals.wav"}
    assert b"caf\xe9_bass.wav" in done.stdout


class Broken(SourceModel):
    """A network whose weights have become NaN, or that overflows."""

    def __init__(self, value: float) -> None:
        super().__init__(targets=("vocals",), sample_rate=44100, conditioned=False)
        self.value = value

    def forward(self, mixture: torch.Tensor, condition: torch.Tensor | None = None) -> torch.Tensor:
        made = mixture[:, None].clone()
        made[..., 5000] = self.value
        return made

    def loss(self, mixture: torch.Tensor, targets: torch.Tensor, condition: torch.Tensor | None = None) -> torch.Tensor:
        return mixture.mean()


@pytest.mark.parametrize("value", [float("nan"), float("inf"), float("-inf")])
@pytest.mark.parametrize("suffix", ["wav", "flac", "mp3", "ogg"])
def test_a_network_that_gives_nan_gives_no_file(tmp_path: Path, value: float, suffix: str) -> None:
    separator = Separator(Broken(value), device="cpu", window_seconds=0.5)
    noise = np.random.default_rng(0).uniform(-0.5, 0.5, (60_000, 2)).astype(np.float32)
    words = r"what the network gave holds NaN or infinite samples, the first at sample 5000; check that the song"
    with pytest.raises(UserError, match=words):
        separator.separate_file(noise, tmp_path / "out" / f"o.{suffix}", sample_rate=44100, progress=False)
    with pytest.raises(UserError, match=words):
        separator.separate(noise, sample_rate=44100, progress=False)
    assert not list(tmp_path.glob("out/*"))


def test_a_manipulating_network_that_gives_nan_gives_no_file(tmp_path: Path, reader: Path, song: Path) -> None:
    manipulator = Manipulator.from_pretrained(reader, device="cpu")
    with torch.no_grad():
        next(manipulator.model.parameters()).fill_(float("nan"))
    with pytest.raises(UserError, match="what the network gave holds NaN or infinite samples"):
        manipulator.manipulate_file(song, tmp_path / "o.wav", "mute bass", progress=False)
    assert files_below(tmp_path) == []
