"""museval loads on a machine without ffmpeg, and nobody who wants the real musdb gets the stand-in."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

BARE = """
from lasaft_nb.metrics.museval_loader import load_museval
import sys
import numpy as np
museval = load_museval()
noise = np.random.default_rng(0).uniform(-1, 1, (2, 2000, 2))
print(museval.evaluate(noise, 0.5 * noise, win=1000, hop=1000)[0].round(3).tolist())
assert load_museval() is museval and "musdb" not in sys.modules
"""
AFTERWARDS = """
try:
    import musdb
except RuntimeError as error:
    print(error)
try:
    museval.musdb.DB
except RuntimeError as error:
    print(error)
assert "musdb" not in sys.modules
"""
WITH_FFMPEG = """
import os
os.environ["PATH"] = FULL
import musdb
assert museval.musdb.DB is musdb.DB and musdb.__file__
"""


def run(code: str, path: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=False, env={**os.environ, "PATH": path}
    )


def test_museval_scores_without_ffmpeg(tmp_path: Path) -> None:
    answer = run(BARE, str(tmp_path))
    assert answer.returncode == 0, answer.stderr
    assert answer.stdout == "[[6.021, 6.021], [6.021, 6.021]]\n"


def test_musdb_itself_still_asks_for_ffmpeg_there(tmp_path: Path) -> None:
    answer = run(BARE + AFTERWARDS, str(tmp_path))
    assert answer.returncode == 0, answer.stderr
    assert answer.stdout.count("ffmpeg or ffprobe could not be found") == 2


def test_who_gets_ffmpeg_later_gets_the_real_musdb(tmp_path: Path) -> None:
    if not (shutil.which("ffmpeg") and shutil.which("ffprobe")):
        pytest.skip("the program ffmpeg is not installed")
    answer = run(BARE + WITH_FFMPEG.replace("FULL", repr(os.environ["PATH"])), str(tmp_path))
    assert answer.returncode == 0, answer.stderr
