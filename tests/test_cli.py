"""The command line: exit statuses, sentences, files."""

import errno
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
import soundfile
from typer.testing import CliRunner

from lasaft_nb import cli
from lasaft_nb.errors import UserError
from lasaft_nb.models.source_model import SOURCES, ModelConfig, build_model

LASAFT_NB = [sys.executable, "-m", "lasaft_nb.cli"]
TOY = {"overrides": {"n_blocks": 3, "channels": 2, "n_layers": 1}, "n_fft": 256, "hop_length": 128}


@pytest.fixture
def song(tmp_path: Path) -> Path:
    waveform = np.random.default_rng(0).uniform(-0.5, 0.5, (30_001, 2))
    soundfile.write(tmp_path / "song.wav", waveform, 44100)
    return tmp_path / "song.wav"


@pytest.fixture
def network(tmp_path: Path) -> Path:
    """A checkpoint of a tiny network with two targets and fresh weights."""
    from lasaft_nb.training.checkpoint import save

    config = ModelConfig(network="tfc_7", targets=("vocals", "bass"), **TOY)
    scores = {"vocals": {"SDR": 1.25}, "bass": {"SDR": -0.5}}
    return save(tmp_path / "nets" / "toy.safetensors", build_model(config), config, scores=scores)


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Callable[..., tuple[int, str, str]]:
    """Call `main` as the shell would: (exit status, stdout, stderr)."""

    def call(*words: object) -> tuple[int, str, str]:
        with pytest.raises(SystemExit) as end:
            cli.main([str(word) for word in words])
        return (end.value.code or 0, *capsys.readouterr())

    return call


@pytest.fixture
def _in_tmp_path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


@pytest.fixture(autouse=True)
def _keep_signals() -> object:
    before = signal.getsignal(signal.SIGTERM)
    yield
    signal.signal(signal.SIGTERM, before)


def test_help_lists_every_command_and_imports_no_torch() -> None:
    code = (
        "import sys\nfrom typer.testing import CliRunner\nfrom lasaft_nb.cli import app\n"
        "print(CliRunner().invoke(app, ['--help']).output)\nprint({'torch', 'numpy', 'pandas'} & set(sys.modules))"
    )
    output = subprocess.check_output([sys.executable, "-c", code], text=True)
    assert output.strip().endswith("set()")
    for name in cli.COMMANDS:
        assert f" {name} " in output


def test_help_is_quick() -> None:
    before = os.times()
    subprocess.run([*LASAFT_NB, "--help"], check=True, capture_output=True)
    after = os.times()
    assert after.children_user - before.children_user < 1.0  # CPU seconds; other work may delay the clock on the wall


@pytest.mark.parametrize("name", cli.COMMANDS)
def test_every_listed_command_has_its_own_help(name: str) -> None:
    result = CliRunner().invoke(cli.app, [name, "--help"])
    assert result.exit_code == 0, result.output
    assert f"Usage: lasaft-nb {name}" in result.output or f" {name} " in result.output
    assert len(result.output) > 300


def test_version_is_the_packages(run: Callable) -> None:
    from lasaft_nb import __version__

    assert run("--version") == (0, f"lasaft-nb {__version__}\n", "")


@pytest.mark.parametrize("words", [["separat"], ["separate"], ["separate", "x.wav"], ["separate", "--nonsense"]])
def test_a_wrong_command_line_exits_with_2_and_no_traceback(run: Callable, words: list[str]) -> None:
    status, _, errors = run(*words)
    assert status == 2
    assert "Usage" in errors
    assert "Traceback" not in errors


def test_one_target_goes_to_the_named_file(run: Callable, song: Path, network: Path, tmp_path: Path) -> None:
    out = tmp_path / "new" / "bass.flac"
    status, output, errors = run("separate", song, "-t", "bass", "-o", out, "--network", network)
    assert (status, output) == (0, f"{out}\n")
    assert "bass: toy (SDR -0.5 dB for bass" in errors
    info = soundfile.info(out)
    assert (info.frames, info.samplerate, info.channels, info.format) == (30_001, 44100, 2, "FLAC")


def test_all_stems_go_to_a_folder(run: Callable, song: Path, network: Path, tmp_path: Path) -> None:
    status, output, _ = run(
        "separate", song, "--all-stems", "-o", tmp_path / "out", "--network", network, "--format", "mp3"
    )
    assert status == 0
    expected = [tmp_path / "out" / f"song_{target}.mp3" for target in ("vocals", "bass")]
    assert output.split() == [str(path) for path in expected]
    assert all(soundfile.info(path).frames == 30_001 for path in expected)


def test_a_conditioned_network_writes_all_four_stems_in_one_pass_over_the_song(
    run: Callable, song: Path, tmp_path: Path
) -> None:
    from lasaft_nb.training.checkpoint import save

    config = ModelConfig(network="cunet_film", targets=SOURCES, **TOY)
    weights = save(tmp_path / "nets" / "asked.safetensors", build_model(config), config)
    status, output, errors = run("separate", song, "--all-stems", "-o", tmp_path / "out", "--network", weights)
    assert status == 0
    assert errors.startswith("vocals, drums, bass, other: asked (no score known)")
    assert output.split() == [str(tmp_path / "out" / f"song_{source}.wav") for source in SOURCES]
    assert all(soundfile.info(path).frames == 30_001 for path in output.split())
    assert len(errors.splitlines()) == 1  # one network, so one pass


def test_another_sample_rate_is_noted_in_one_line(run: Callable, network: Path, tmp_path: Path) -> None:
    soundfile.write(tmp_path / "song.wav", np.zeros((8001, 1)), 8000)
    _, _, errors = run("separate", tmp_path / "song.wav", "-o", tmp_path / "out.wav", "--network", network)
    assert f"note: {tmp_path / 'song.wav'}: resampled from 8000 Hz to 44100 Hz for toy, and back\n" in errors
    info = soundfile.info(tmp_path / "out.wav")
    assert (info.frames, info.samplerate, info.channels) == (8001, 8000, 1)


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["separate", "nothing.wav", "-o", "o.wav"], "nothing.wav does not exist; check the path"),
        (["separate", "SONG", "-o", "o.m4a", "--network", "NET"], "must end in .wav, .flac, .mp3, .ogg"),
        (
            ["separate", "SONG", "-o", "o.wav", "--network", "NET", "-t", "drums"],
            "'drums' is not given by toy; it gives",
        ),
        (
            ["separate", "SONG", "-o", "o.wav", "-t", "guitar"],
            "target 'guitar' is no source; sources are vocals, drums",
        ),
        (["separate", "SONG", "-o", "o.wav", "--all-stems", "-t", "bass"], "--all-stems already means every source"),
        (["separate", "SONG", "-o", "o.wav", "--all-stems", "--network", "NET"], "is one file, but there are several"),
        (
            ["separate", "SONG", "-o", "o", "--all-stems", "--network", "NET", "--format", "m4a"],
            "must end in .wav, .flac",
        ),
        (["separate", "SONG", "-o", "o.wav", "--network", "nonet"], "network 'nonet' is neither a file nor a name"),
        (
            ["separate", "SONG", "-o", "o.wav", "--network", "x.safetensors"],
            "x.safetensors is not there; give a .safetensors file",
        ),
        (
            ["separate", "SONG", "-o", "o.wav", "--network", "NET", "--overlap", "1"],
            "overlap must be in 0..0.9, got 1.0",
        ),
        (["separate", "SONG", "-o", "o.wav", "--network", "NET", "--batch-size", "0"], "batch_size must be at least 1"),
        (["separate", "SONG", "-o", "o.wav", "--network", "NET", "--device", "tpu"], "device must be one of auto, cpu"),
    ],
)
@pytest.mark.usefixtures("_in_tmp_path")
def test_bad_input_is_one_sentence_and_status_2(
    run: Callable, song: Path, network: Path, words: list[str], sentence: str
) -> None:
    tmp_path = song.parent
    status, output, errors = run(*({"SONG": str(song), "NET": str(network)}.get(word, word) for word in words))
    last = errors.splitlines()[-1]
    assert (status, output) == (2, "")
    assert last.startswith("lasaft-nb: ")
    assert sentence in last
    assert "Traceback" not in errors
    assert sorted(path.name for path in tmp_path.iterdir()) == ["nets", "song.wav"]


def test_debug_shows_the_traceback_wherever_it_stands() -> None:
    with pytest.raises(UserError, match=r"nothing\.wav does not exist"):
        cli.main(["separate", "nothing.wav", "-o", "o.wav", "--debug"])


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (PermissionError(errno.EACCES, "Permission denied", "song.wav"), "song.wav: Permission denied; choose a place"),
        (OSError(errno.ENOSPC, "No space left on device"), "No space left on device; free disk space"),
        (OSError("libx.so: cannot open shared object file"), "lasaft-nb doctor looks at the installation"),
        (MemoryError(), "the memory is full; close other programs"),
    ],
)
def test_a_refusal_of_the_machine_is_one_sentence_with_its_own_cure(
    run: Callable, monkeypatch: pytest.MonkeyPatch, error: Exception, said: str
) -> None:
    def refuse(**_: object) -> None:
        raise error

    monkeypatch.setattr("lasaft_nb.doctor.examine", refuse)
    status, _, told = run("doctor")
    assert status == 2
    assert said in told
    assert ("disk space" in told) == (getattr(error, "errno", None) == errno.ENOSPC)


def test_a_bug_in_training_is_not_called_bad_input(run: Callable, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(_: str) -> None:
        raise ValueError("a shape is wrong")

    monkeypatch.setattr("lasaft_nb.experiments.get", broken)
    status, _, told = run("train", "lite_dedicated", "list")
    assert status == 1
    assert "unexpected ValueError: a shape is wrong" in told


def test_a_bug_is_one_sentence_and_status_1(run: Callable, song: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("lasaft_nb.inference.choose_network.choose", lambda *_, **__: 1 / 0)
    status, _, errors = run("separate", song, "-o", "o.wav")
    assert status == 1
    assert errors.startswith("lasaft-nb: unexpected ZeroDivisionError: division by zero; --debug shows where")


@pytest.mark.parametrize("kind", [signal.SIGINT, signal.SIGTERM])
def test_stopping_leaves_nothing_half_written(network: Path, tmp_path: Path, kind: signal.Signals) -> None:
    soundfile.write(tmp_path / "long.flac", np.zeros((44100 * 900, 2), dtype=np.int16), 44100)
    command = ["separate", tmp_path / "long.flac", "-o", tmp_path / "out" / "vocals.wav", "--network", network]
    interruptible = lambda: signal.signal(signal.SIGINT, signal.default_int_handler)  # noqa: E731
    process = subprocess.Popen(  # a shell's background jobs, and what they start, ignore Ctrl-C
        [*LASAFT_NB, *command],
        stderr=subprocess.PIPE,
        text=True,
        preexec_fn=interruptible,  # noqa: PLW1509
    )
    deadline = time.monotonic() + 120
    while not list(tmp_path.glob("out/.*")) and time.monotonic() < deadline:
        time.sleep(0.1)
    time.sleep(0.5)
    process.send_signal(kind)
    _, errors = process.communicate(timeout=60)
    assert process.returncode == 130, errors
    assert errors.splitlines()[-1] == "lasaft-nb: stopped; nothing half-written was left"
    assert "Traceback" not in errors
    assert list(tmp_path.glob("out/*")) == []


def test_a_full_disk_is_one_sentence_and_leaves_nothing(network: Path, song: Path, tmp_path: Path) -> None:
    code = (
        "import resource, sys; resource.setrlimit(resource.RLIMIT_FSIZE, (60_000, 60_000));"
        "from lasaft_nb.cli import main; main(sys.argv[1:])"
    )
    command = ["separate", song, "-o", tmp_path / "out" / "vocals.wav", "--network", network]
    done = subprocess.run([sys.executable, "-c", code, *map(str, command)], capture_output=True, text=True, check=False)
    assert done.returncode == 2, done.stderr
    assert "vocals.wav can't be written" in done.stderr.splitlines()[-1]
    assert "free disk space" in done.stderr
    assert list(tmp_path.glob("out/*")) == []
