"""`lasaft-nb separate` of several songs: what fails, what collides, what scripts read; and `lasaft-nb networks`."""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
import soundfile

from lasaft_nb import Separator, cli
from lasaft_nb.cli import separate
from lasaft_nb.cli.separate import precision_on
from lasaft_nb.inference import progress
from lasaft_nb.models.source_model import ModelConfig, build_model
from lasaft_nb.training.checkpoint import save

Run = Callable[..., tuple[int, str, str]]
TOY = {"overrides": {"n_blocks": 3, "channels": 2, "n_layers": 1}, "n_fft": 256, "hop_length": 128}


@pytest.fixture
def network(tmp_path: Path) -> Path:
    config = ModelConfig(network="tfc_7", targets=("vocals", "bass"), **TOY)
    scores = {"vocals": {"SDR": 1.25}}
    return save(tmp_path / "nets" / "toy.safetensors", build_model(config), config, scores=scores)


@pytest.fixture
def songs(tmp_path: Path) -> Path:
    """A folder with two songs, a damaged one, a hidden file and a text."""
    folder = tmp_path / "songs"
    folder.mkdir()
    noise = np.random.default_rng(0).uniform(-0.4, 0.4, (9_000, 2))
    soundfile.write(folder / "a.wav", noise, 44100)
    soundfile.write(folder / "b.flac", noise[:5_000], 44100)
    (folder / "c.mp3").write_bytes(b"no music")
    (folder / "._a.wav").write_bytes(b"Mac OS X")
    (folder / "notes.txt").write_text("no song")
    return folder


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Run:
    def call(*words: object) -> tuple[int, str, str]:
        with pytest.raises(SystemExit) as end:
            cli.main([str(word) for word in words])
        return (end.value.code or 0, *capsys.readouterr())

    return call


def test_a_song_that_fails_does_not_stop_the_others_and_is_named_at_the_end(
    run: Run, songs: Path, network: Path, tmp_path: Path
) -> None:
    out = tmp_path / "stems"
    status, output, errors = run("separate", songs, "-o", out, "--network", network)
    assert status == 2
    assert output.split() == [str(out / "a_vocals.wav"), str(out / "b_vocals.wav")]
    assert [soundfile.info(path).frames for path in output.split()] == [9_000, 5_000]
    assert f"{songs / 'c.mp3'}: not separated: " in errors
    last = f"lasaft-nb: 1 of 3 songs could not be separated: {songs / 'c.mp3'}; the reasons are above"
    assert errors.splitlines()[-1] == last


def test_a_song_that_fails_on_the_way_leaves_no_file_of_its_own(
    run: Run, songs: Path, network: Path, tmp_path: Path
) -> None:
    spoilt = np.zeros((9_000, 2), np.float32)
    spoilt[8_000] = np.nan
    soundfile.write(songs / "a.wav", spoilt, 44100, subtype="FLOAT")
    status, output, errors = run(
        "separate", songs / "a.wav", songs / "b.flac", "-o", tmp_path / "o", "--network", network
    )
    assert (status, output) == (2, f"{tmp_path / 'o' / 'b_vocals.wav'}\n")
    assert "a.wav: not separated: " in errors
    assert [path.name for path in (tmp_path / "o").iterdir()] == ["b_vocals.wav"]


def test_the_only_songs_error_is_the_commands(run: Run, songs: Path, network: Path, tmp_path: Path) -> None:
    status, output, errors = run("separate", songs / "c.mp3", "-o", tmp_path / "o.wav", "--network", network)
    assert (status, output) == (2, "")
    assert errors.count("c.mp3") == 1
    assert "could not be separated" not in errors


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["SONGS/a.wav", "SONGS/a.flac", "-o", "OUT"], "would both be written to"),
        (["SONGS/a.wav", "SONGS/a_vocals.wav", "-o", "SONGS"], "would be written over the song"),
        (["SONGS/a.wav", "SONGS/b.flac", "-o", "OUT/o.wav"], "is one file, but there are several to write; name a"),
        (
            ["SONGS/a.wav", "-o", "OUT/o.mp3", "--bits", "16"],
            "can't be written with bits 16 (.mp3 has no choice of bits)",
        ),
        (["SONGS/a.wav", "-o", "OUT/o.flac", "--bits", "float"], "(.flac takes 16 or 24); write .wav"),
        (["SONGS/a.wav", "-o", "OUT/o.wav", "--bits", "8"], "--bits must be one of 16, 24, float, got '8'"),
        (["SONGS/a.wav", "-o", "OUT", "--two-stems", "vocals", "-t", "bass"], "--two-stems already names the files"),
        (["SONGS/a.wav", "-o", "OUT", "--two-stems", "drums"], "target 'drums' is not given by toy"),
        (["SONGS/empty", "-o", "OUT"], "holds no songs; name a folder with audio files"),
    ],
)
def test_what_cannot_be_done_is_refused_before_any_work(
    run: Run, songs: Path, network: Path, words: list[str], sentence: str
) -> None:
    out = songs.parent / "out"
    (songs / "empty").mkdir()
    for name in ("a.flac", "a_vocals.wav"):
        soundfile.write(songs / name, np.zeros((3_000, 2)), 44100)
    before = {path: path.read_bytes() for path in songs.iterdir() if path.is_file()}
    words = [word.replace("SONGS", str(songs)).replace("OUT", str(out)) for word in words]
    status, output, errors = run("separate", *words, "--network", network)
    assert (status, output) == (2, "")
    assert sentence in errors.splitlines()[-1]
    assert not out.exists()
    assert {path: path.read_bytes() for path in songs.iterdir() if path.is_file()} == before


def test_a_source_and_the_rest_add_up_to_the_song(run: Run, songs: Path, network: Path, tmp_path: Path) -> None:
    words = ["--two-stems", "vocals", "--bits", "float", "--network", network]
    status, output, _ = run("separate", songs / "a.wav", "-o", tmp_path / "out", *words)
    assert status == 0
    assert [Path(path).name for path in output.split()] == ["a_vocals.wav", "a_no_vocals.wav"]
    vocals, rest = (soundfile.read(path, dtype="float32")[0] for path in output.split())
    assert np.abs(vocals).max() > 1e-4
    np.testing.assert_allclose(vocals + rest, soundfile.read(songs / "a.wav", dtype="float32")[0], atol=1e-6)


@pytest.mark.parametrize(("rate", "channels"), [(44100, 1), (48000, 2), (8000, 1)])
@pytest.mark.filterwarnings("ignore::lasaft_nb.errors.Note")
def test_the_rest_is_exact_at_every_rate(network: Path, rate: int, channels: int) -> None:
    separator = Separator.from_pretrained(network, device="cpu", window_seconds=0.1)
    song = np.random.default_rng(0).uniform(-0.4, 0.4, (70_001, channels)).astype(np.float32)
    stems = separator.separate_all(song, ("no_bass", "vocals", "bass"), sample_rate=rate, progress=False)
    assert list(stems) == ["no_bass", "vocals", "bass"]
    np.testing.assert_allclose(stems["bass"] + stems["no_bass"], song, atol=1e-6)
    np.testing.assert_array_equal(
        separator.separate(song, "no_bass", sample_rate=rate, progress=False), stems["no_bass"]
    )


@pytest.mark.parametrize(("bits", "subtype"), [("16", "PCM_16"), ("24", "PCM_24"), ("float", "FLOAT")])
def test_bits_are_those_that_were_asked_for(run: Run, songs: Path, network: Path, bits: str, subtype: str) -> None:
    out = songs.parent / "o.wav"
    assert run("separate", songs / "b.flac", "-o", out, "--bits", bits, "--network", network)[0] == 0
    assert soundfile.info(out).subtype == subtype


def test_json_tells_scripts_what_was_written_and_what_was_not(
    run: Run, songs: Path, network: Path, tmp_path: Path
) -> None:
    status, output, errors = run("separate", songs, "-o", tmp_path / "o", "--json", "--network", network)
    told = json.loads(output)["songs"]
    assert status == 2
    assert told[0] == {
        "song": str(songs / "a.wav"),
        "sample_rate": 44100,
        "seconds": round(9_000 / 44100, 3),
        "outputs": [
            {"target": "vocals", "path": str(tmp_path / "o" / "a_vocals.wav"), "network": "toy", "sdr": 1.25},
        ],
    }
    assert [Path(one["song"]).name for one in told] == ["a.wav", "b.flac", "c.mp3"]
    assert told[2]["error"] in errors


def test_one_bar_goes_over_all_songs(
    run: Run, songs: Path, network: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TTY_COMPATIBLE", "1")
    monkeypatch.setenv("FORCE_COLOR", "1")
    moved: list[float] = []
    entered = progress._screen.enter

    def enter() -> object:
        bars = entered()
        for task in bars.tasks:
            moved.append(task.total)
        return bars

    monkeypatch.setattr(progress._screen, "enter", enter)
    _, _, errors = run("separate", songs, "-o", tmp_path / "o", "--network", network)
    assert "2 songs" in errors
    assert moved[-1] == 14_000 or 14_000 in moved
    assert progress._screen.whole is None


def test_a_song_that_is_named_twice_is_separated_once(run: Run, songs: Path, network: Path, tmp_path: Path) -> None:
    status, output, _ = run("separate", songs / "a.wav", songs / "a.wav", "-o", tmp_path / "o", "--network", network)
    assert (status, len(output.split())) == (0, 1)


def completed(words: str) -> list[str]:
    """What bash offers behind these words."""
    count = len(words.split(" ")) - 1
    asked = {"_LASAFT_NB_COMPLETE": "complete_bash", "COMP_WORDS": words, "COMP_CWORD": str(count)}
    command = [sys.executable, "-m", "lasaft_nb.cli"]
    return subprocess.run(
        command, env={**os.environ, **asked}, capture_output=True, text=True, check=False
    ).stdout.split()


def test_shells_complete_commands_options_and_sources() -> None:
    assert completed("lasaft-nb sep") == ["separate"]
    assert "--two-stems" in completed("lasaft-nb separate --t")
    assert completed("lasaft-nb separate --target dr") == ["drums"]


def test_networks_are_listed_with_what_a_choice_needs(run: Run) -> None:
    status, output, _ = run("networks")
    assert status == 0
    lines = dict(line.split(": ", 1) for line in output.splitlines())
    theirs = lines["tdc_17_vocals_top1"]
    assert theirs.startswith("gives vocals; SDR vocals 4.9 dB on MUSDB18 (their paper); 44100 Hz, 2.3 MB, MIT, ")
    assert lines["table_5_2/amss_net"].startswith("reads sentences about vocals, drums, bass, other; SDR vocals")
    assert lines["lite_dedicated/tfc_tdf-bass"].endswith("22050 Hz, 1.5 MB, MIT, shipped")
    for name in lines:
        assert separate.ENDING.search(name) is None  # a name is no file


def test_networks_of_a_source_come_best_first_and_as_json(run: Run) -> None:
    _, output, _ = run("networks", "-t", "drums", "--json")
    found = json.loads(output)["networks"]
    scores = [one["sdr"].get("drums", float("-inf")) for one in found]  # without a known score last
    assert scores == sorted(scores, reverse=True)
    assert {"mdx_net_a", "mdx_net_a_drums"} <= {one["name"] for one in found}
    assert all("drums" in one["sources"] for one in found)
    status, _, errors = run("networks", "-t", "guitar")
    assert (status, errors) == (2, "lasaft-nb: no network gives 'guitar'; sources are bass, drums, other, vocals\n")


@pytest.mark.parametrize(
    ("device", "precision", "chosen"),
    [("cuda", "auto", "fast"), ("cpu", "auto", "exact"), ("cuda", "exact", "exact"), ("cpu", "fast", "fast")],
)
def test_a_gpu_computes_fast_unless_told_otherwise_and_says_so(
    device: str, precision: str, chosen: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert precision_on(device, precision) == chosen
    assert ("reduced precision on the GPU" in capsys.readouterr().err) == ((device, precision) == ("cuda", "auto"))
