"""Long work killed (SIGKILL, with all its processes) at random moments: a rerun ends with the same result.

Every test prints when the kills came and how many found the work unfinished. ``LASAFT_NB_KILLS`` says how many there
are, 10 where it says nothing.
"""

import hashlib
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import pytest
import soundfile
from conftest import REPOSITORY

from lasaft_nb.data import chapter_root
from lasaft_nb.synth import manifest

pytestmark = pytest.mark.stress
LASAFT_NB = [sys.executable, "-m", "lasaft_nb.cli"]
KILLS = int(os.environ.get("LASAFT_NB_KILLS", "10"))
TIMES = {"seconds", "cpu_seconds", "threads", "commit"}  # of cards and records: they may differ


@contextmanager
def started(command: list[object], **options: object) -> Iterator[subprocess.Popen]:
    """A command in a session of its own, all of which is gone afterwards."""
    words = [str(word) for word in command]
    process = subprocess.Popen(
        words, start_new_session=True, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, **options
    )
    try:
        yield process
    finally:
        _kill_session(process.pid)
        process.communicate()


def _kill_session(leader: int) -> None:
    """Kill every process of a session: workers and kernels have groups of their own."""
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            session = int(stat.read_text().rsplit(")", 1)[1].split()[3])
            if session == leader:
                os.kill(int(stat.parent.name), signal.SIGKILL)
        except (OSError, IndexError):
            continue


def killed_and_done_again(command: list[object], finished: Callable[[], bool], clear: Callable[[], None]) -> None:
    """Time one whole run; kill that many runs at random moments of it, then let one end. Prints figures.

    ``clear`` removes what is finished, so that every kill meets work.
    """
    began = time.monotonic()
    subprocess.run([str(word) for word in command], check=True, capture_output=True)
    length, moments, unfinished = time.monotonic() - began, [], 0
    clear()
    clock = random.Random(0)
    for _ in range(KILLS):
        if finished():
            clear()
        moments.append(clock.uniform(0.1, 1.0) * length)
        with started(command) as process:
            try:
                process.wait(moments[-1])
            except subprocess.TimeoutExpired:
                unfinished += 1
    done = subprocess.run([str(word) for word in command], check=False, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    print(
        f"a run takes {length:.1f} s; killed after {', '.join(f'{moment:.1f}' for moment in moments)} s; "
        f"{unfinished} of {KILLS} were still at work"
    )


def whole(folder: Path) -> dict[str, str]:
    """Every file that isn't hidden with a hash of its contents; JSON without times."""
    files = (path for path in sorted(folder.rglob("*")) if path.is_file())
    seen = (path for path in files if not any(part.startswith(".") for part in path.relative_to(folder).parts))
    return {path.relative_to(folder).as_posix(): _digest(path) for path in seen}


def _digest(path: Path) -> str:
    content = path.read_bytes()
    if path.suffix == ".json":
        content = json.dumps(_timeless(json.loads(content)), sort_keys=True).encode()
    return hashlib.sha256(content).hexdigest()


def _timeless(value: object) -> object:
    if isinstance(value, dict):
        return {name: _timeless(part) for name, part in value.items() if name not in TIMES}
    return [_timeless(part) for part in value] if isinstance(value, list) else value


def test_dataset_generation(tmp_path: Path) -> None:
    root, jobs = tmp_path / "nano", ["--jobs", "2"]
    expected = manifest.verify(chapter_root("smoke"))["fingerprint"]
    command = [*LASAFT_NB, "data", "mini", root, "--preset", "nano", *jobs]
    killed_and_done_again(command, (root / manifest.MANIFEST).is_file, lambda: shutil.rmtree(root))
    assert manifest.verify(root)["fingerprint"] == expected


def test_training(tmp_path: Path) -> None:
    fixed = ["--preset", "smoke", "--steps", "12", "--device", "cpu", "--data-root", chapter_root("smoke")]
    command = [*LASAFT_NB, "train", "lite_dedicated", "tfc_tdf-vocals", *fixed, "--out"]
    name = "lite_dedicated/tfc_tdf-vocals__smoke__seed0"
    subprocess.run([str(word) for word in [*command, tmp_path / "once"]], check=True, capture_output=True)
    runs = tmp_path / "often"
    finished = (runs / name / "best.json").is_file
    killed_and_done_again([*command, runs], finished, lambda: shutil.rmtree(runs))
    expected, found = (whole(tmp_path / which / name) for which in ("once", "often"))
    for files in (expected, found):
        assert (
            files.pop("last.ckpt") and files.pop("best.ckpt") and files.pop("history.csv") and files.pop("history.png")
        )
    assert found == expected  # the weights to the last bit, the card, the plan


def test_evaluation(network: Path, tmp_path: Path) -> None:
    fixed = ["--jobs", "1", "--device", "cpu", "--data-root", chapter_root("smoke")]
    command = [*LASAFT_NB, "evaluate", network, *fixed, "--out"]
    subprocess.run([str(word) for word in [*command, tmp_path / "once"]], check=True, capture_output=True)
    out = tmp_path / "often"
    finished = lambda: bool(list(out.rglob("evaluate/*.json")))  # noqa: E731
    killed_and_done_again([*command, out], finished, lambda: shutil.rmtree(out))
    assert whole(out) == whole(tmp_path / "once")


def test_separation(network: Path, tmp_path: Path) -> None:
    song = tmp_path / "song.flac"
    soundfile.write(song, np.random.default_rng(0).uniform(-0.5, 0.5, (44100 * 60, 2)), 44100)
    command = [*LASAFT_NB, "separate", song, "--network", network, "--all-stems", "--device", "cpu", "-o"]
    subprocess.run([str(word) for word in [*command, tmp_path / "once"]], check=True, capture_output=True)
    out = tmp_path / "often"
    finished = lambda: len(whole(out)) == 2  # noqa: E731
    killed_and_done_again([*command, out], finished, lambda: shutil.rmtree(out))
    assert whole(out) == whole(tmp_path / "once")


def test_book_execution(tmp_path: Path) -> None:
    """A copy of the checkout's book with one small chapter."""
    for name in ("book", "lasaft_nb", "tools", "data/thesis", "data/results", "data/words", "data/weights"):
        shutil.copytree(REPOSITORY / name, tmp_path / name, ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("_toc.yml", "pyproject.toml"):
        shutil.copy(REPOSITORY / name, tmp_path / name)
    chapter = tmp_path / "book/05_audio_manipulation/01_language.ipynb"
    command = [sys.executable, tmp_path / "tools/execute_book.py", "--preset", "smoke", "--jobs", "1", chapter]
    copy = tmp_path / "_build/executed/smoke/book/05_audio_manipulation/01_language.ipynb"
    before = chapter.read_bytes()
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PYTHONPATH", str(tmp_path))
        patch.setenv("LASAFT_NB_MINI", str(chapter_root("smoke").parent))
        killed_and_done_again(command, copy.is_file, lambda: copy.unlink(missing_ok=True))
    assert chapter.read_bytes() == before
    cells = [cell for cell in json.loads(copy.read_text("utf-8"))["cells"] if cell["cell_type"] == "code"]
    assert [cell["source"] for cell in cells if not cell["execution_count"]] == []
