"""Ctrl-C in long work, and two processes that make the same dataset at once."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from listing import files_below

from lasaft_nb.data import chapter_root
from lasaft_nb.synth import manifest

pytestmark = pytest.mark.stress
LASAFT_NB = [sys.executable, "-m", "lasaft_nb.cli"]


def interrupted(command: list[object], when: Callable[[], bool]) -> tuple[int, str]:
    """Send Ctrl-C, as a terminal does to all processes of the work, once ``when`` says so: (exit status, stderr)."""
    hears = lambda: signal.signal(signal.SIGINT, signal.default_int_handler)  # noqa: E731
    process = subprocess.Popen(
        [str(word) for word in command],
        stderr=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        text=True,
        process_group=0,
        preexec_fn=hears,  # noqa: PLW1509
    )
    deadline = time.monotonic() + 300
    while not when() and process.poll() is None and time.monotonic() < deadline:
        time.sleep(0.05)
    os.killpg(process.pid, signal.SIGINT)
    _, errors = process.communicate(timeout=300)
    return process.returncode, errors


def test_a_training_stops_with_one_sentence_and_goes_on(tmp_path: Path) -> None:
    options = ["--preset", "smoke", "--device", "cpu", "--data-root", chapter_root("smoke"), "--out", tmp_path]
    command = [*LASAFT_NB, "train", "lite_dedicated", "tfc_tdf-vocals", *options, "--steps"]
    run = tmp_path / "lite_dedicated/tfc_tdf-vocals__smoke__seed0"
    status, errors = interrupted([*command, "5000"], (run / "last.ckpt").is_file)
    assert (status, errors.splitlines()[-1]) == (130, "lasaft-nb: stopped; nothing half-written was left")
    assert "Traceback" not in errors
    assert [name for name in files_below(run) if ".part" in name] == []


def test_a_dataset_stops_with_one_sentence_and_goes_on(tmp_path: Path) -> None:
    root = tmp_path / "nano"
    command = [*LASAFT_NB, "data", "mini", root, "--preset", "nano", "--jobs", "2"]
    status, errors = interrupted(command, lambda: bool(list(root.glob(".part-*"))))
    assert (status, errors.splitlines()[-1]) == (130, "lasaft-nb: stopped; nothing half-written was left")
    assert "Traceback" not in errors
    subprocess.run([str(word) for word in command], check=True, capture_output=True)
    assert manifest.verify(root)["fingerprint"] == manifest.verify(chapter_root("smoke"))["fingerprint"]


def test_two_processes_that_make_the_same_dataset_both_end_well(tmp_path: Path) -> None:
    root = tmp_path / "nano"
    command = [*LASAFT_NB, "data", "mini", str(root), "--preset", "nano", "--jobs", "1"]
    both = [subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True) for _ in range(2)]
    errors = [process.communicate(timeout=600)[1] for process in both]
    assert [process.returncode for process in both] == [0, 0], errors
    assert manifest.verify(root)["fingerprint"] == manifest.verify(chapter_root("smoke"))["fingerprint"]
    assert [name for name in files_below(root) if ".part" in name] == []
