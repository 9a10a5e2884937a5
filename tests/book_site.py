"""The executed copies and the site, made once for all tests that read them: `python tests/book_site.py` makes them.

What `make book` left is taken where it is current; else the chapters are executed at preset smoke, and their site is
built in a folder of its own.
"""

import faulthandler
import fcntl
import functools
import importlib.util
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType

import pytest

REPOSITORY = Path(__file__).parent.parent
NO_CHAPTERS = {".ipynb_checkpoints", "assignments"}  # assignments are handed out, and are no pages of the site
NOTEBOOKS = sorted(path for path in (REPOSITORY / "book").rglob("*.ipynb") if not NO_CHAPTERS & set(path.parts))


@dataclass(frozen=True)
class Book:
    """The preset of the executed copies, the tree that they lie in, and the folder of the site's pages."""

    preset: str
    tree: Path
    site: Path


@functools.cache
def made_book() -> Book:
    """The book, made now where it is missing or out of date; an AssertionError with what its tools say if they fail.

    Without jupyter-book the test is skipped. Of several processes the first makes it, and the others wait.
    """
    pytest.importorskip("jupyter_book", reason="builds the book: pip install 'lasaft-nb[book]'")
    faulthandler.cancel_dump_traceback_later()  # pytest's limit for one test: on a slow machine this takes longer
    build = REPOSITORY / "_build"
    build.mkdir(exist_ok=True)
    with (build / "tests.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        tool = module("tools/execute_book.py")
        preset = "lite" if tool.all_current("lite") else "smoke"
        out = REPOSITORY if preset == "lite" else build / preset
        _run("tools/execute_book.py", "--preset", preset)
        _run("tools/build_site.py", "--preset", preset, "--out", str(out))
    return Book(preset, tool.tree(preset), out / "_build" / "html")


def _run(*command: str) -> None:
    run = subprocess.run([sys.executable, *command], cwd=REPOSITORY, check=False, capture_output=True, text=True)
    said = run.stdout + run.stderr
    warnings = [line for line in said.splitlines() if "WARNING:" in line or "ERROR:" in line]  # as Sphinx writes them
    assert run.returncode == 0, "\n".join(warnings) or said


def executed(path: Path) -> Path:
    """The executed copy of a chapter."""
    return made_book().tree / path.relative_to(REPOSITORY)


def built_site() -> Path:
    """Folder of the site's pages."""
    return made_book().site


def pages(site: Path) -> list[Path]:
    """Pages that a reader sees, without Sphinx's search and index pages."""
    extra = {"genindex.html", "py-modindex.html", "search.html", "index.html"}
    found = (path for path in site.rglob("*.html") if path.name not in extra and "_static" not in path.parts)
    return [site / "book/index.html", *sorted(found)]


def module(path: str) -> ModuleType:
    """A Python file of the repository that is not in a package, imported."""
    sys.path.insert(0, str((REPOSITORY / path).parent))
    spec = importlib.util.spec_from_file_location(Path(path).stem, REPOSITORY / path)
    loaded = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(loaded)
    return loaded


if __name__ == "__main__":
    print("making the book that the tests read; some minutes where `make book` was not run before", flush=True)
    print(f"the tests read the book of preset {made_book().preset}")
