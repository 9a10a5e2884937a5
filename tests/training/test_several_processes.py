"""Two processes (DDP over Gloo, on the CPU) train as one does with the doubled batch; a killed one ends the other."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import psutil
import pytest

from lasaft_nb.errors import UserError
from lasaft_nb.training import checkpoint, history
from lasaft_nb.training.run_folder import lost_processes

COMMAND = [sys.executable, "-m", "lasaft_nb.cli", "train", "lecture_networks", "demucs", "--preset", "smoke"]
BOTH = ["--devices", "2", "--strategy", "ddp", "--batch-size", "1"]
ALONE = ["--batch-size", "2"]
NOTED = """
import os, sys
from pathlib import Path
from lightning.fabric.plugins import TorchCheckpointIO
from lasaft_nb import cli
save = TorchCheckpointIO.save_checkpoint
def noted(self, state, path, **options):
    with Path(sys.argv[1]).open("a") as file:
        print(os.environ["LOCAL_RANK"], Path(path).name, file=file)
    save(self, state, path, **options)
TorchCheckpointIO.save_checkpoint = noted
cli.main(sys.argv[2:])
"""


def options(data_root: Path, out: Path, steps: int) -> list[str]:
    words = ["--data-root", data_root, "--device", "cpu", "--steps", steps, "--out", out, "--no-score"]
    return [str(word) for word in words]


def folder(out: Path) -> Path:
    return out / "lecture_networks" / "demucs__smoke-own__seed0"  # with steps of its own


def rows(out: Path, *names: str) -> list[float]:
    return [row[name] for row in history.read_csv(folder(out) / "history.csv") for name in names]


@pytest.mark.slow
def test_two_processes_train_like_one_with_the_doubled_batch_and_save_once(nano: Path, tmp_path: Path) -> None:
    """Demucs has no batch norm, whose statistics each process takes from its own excerpts."""
    script, two, one = tmp_path / "noted.py", tmp_path / "two", tmp_path / "one"
    script.write_text(NOTED)
    noting = [sys.executable, str(script), str(tmp_path / "saved"), *COMMAND[3:]]
    subprocess.run([*noting, *BOTH, *options(nano, two, 6)], check=True, timeout=300, stdout=subprocess.DEVNULL)
    subprocess.run([*COMMAND, *ALONE, *options(nano, one, 6)], check=True, timeout=300, stdout=subprocess.DEVNULL)
    assert rows(two, "step", "learning_rate") == rows(one, "step", "learning_rate")
    assert rows(two, "train_loss", "val_l1", "val_sdr") == pytest.approx(
        rows(one, "train_loss", "val_l1", "val_sdr"), rel=1e-4
    )
    ours, theirs = (checkpoint.load(folder(out) / "best")[0].state_dict() for out in (two, one))
    for name, weight in theirs.items():
        assert (ours[name] - weight).abs().max() < 1e-4, name
    saved = (tmp_path / "saved").read_text().splitlines()
    assert saved.count("0 last.ckpt") == len(rows(two, "step"))
    assert all(line.startswith("0 ") for line in saved)


@pytest.mark.stress
@pytest.mark.parametrize("rank", [0, 1])
def test_a_killed_process_ends_the_training_and_the_same_command_goes_on(nano: Path, tmp_path: Path, rank: int) -> None:
    steps = 60
    command = [*COMMAND, *BOTH, *options(nano, tmp_path / "broken", steps)]
    first = subprocess.Popen(command, stderr=subprocess.PIPE, stdout=subprocess.DEVNULL, text=True)
    until = time.monotonic() + 120
    while not (folder(tmp_path / "broken") / "last.ckpt").is_file() and time.monotonic() < until:
        assert first.poll() is None, "the training ended before it could be killed"
        time.sleep(0.02)
    [second] = psutil.Process(first.pid).children()
    os.kill(second.pid if rank else first.pid, signal.SIGKILL)
    _, words = first.communicate(timeout=60)  # the other one holds stderr open until it ends, too
    assert "a process of this training ended before the others" in words
    assert "the same command goes on from" in words
    assert "Traceback" not in words
    assert first.returncode == (2 if rank else -signal.SIGKILL)
    assert not psutil.pid_exists(second.pid) or psutil.Process(second.pid).status() == psutil.STATUS_ZOMBIE
    subprocess.run(command, check=True, timeout=300, stdout=subprocess.DEVNULL)
    whole = [*COMMAND, *BOTH, *options(nano, tmp_path / "whole", steps)]
    subprocess.run(whole, check=True, timeout=300, stdout=subprocess.DEVNULL)
    names = ("step", "train_loss", "val_l1")
    assert rows(tmp_path / "broken", *names) == pytest.approx(rows(tmp_path / "whole", *names), rel=1e-5)


def test_a_broken_connection_is_one_sentence_that_says_where_the_training_goes_on(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="give the command again"), lost_processes(tmp_path / "last.ckpt"):
        raise RuntimeError("[gloo/transport/tcp/pair.cc:537] Connection closed by peer [127.0.0.1]:35532")
    (tmp_path / "last.ckpt").touch()
    with (
        pytest.raises(UserError, match=r"the same command goes on from .*last\.ckpt"),
        lost_processes(tmp_path / "last.ckpt"),
    ):
        raise RuntimeError("gloo: Read error")


def test_other_errors_pass(tmp_path: Path) -> None:
    with pytest.raises(RuntimeError, match="out of memory"), lost_processes(tmp_path / "last.ckpt"):
        raise RuntimeError("out of memory")
