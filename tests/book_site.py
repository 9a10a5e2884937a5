"""The book, built once for all tests that read it: with ``-W``, outside the checkout, from the committed outputs."""

import atexit
import functools
import importlib.util
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from types import ModuleType

import pytest

REPOSITORY = Path(__file__).parent.parent
NOTEBOOKS = sorted(path for path in (REPOSITORY / "book").rglob("*.ipynb") if ".ipynb_checkpoints" not in path.parts)


@functools.cache
def built_site() -> Path:
    """Folder of the site's pages; an AssertionError with Sphinx's words when it does not build without a warning.

    ``LASAFT_NB_SITE`` names a site that is built already. Without jupyter-book the test is skipped.
    """
    if given := os.environ.get("LASAFT_NB_SITE"):
        return Path(given).resolve()
    pytest.importorskip("jupyter_book", reason="builds the book: pip install 'lasaft-nb[book]'")
    folder = tempfile.mkdtemp(prefix="lasaft-nb-site-")
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    program = Path(sys.executable).with_name("jupyter-book")
    options = ["--path-output", folder, "--all", "-W", "--keep-going"]
    run = subprocess.run([program, "build", ".", *options], cwd=REPOSITORY, check=False, capture_output=True, text=True)
    warnings = [line for line in (run.stdout + run.stderr).splitlines() if "WARNING" in line or "ERROR" in line]
    assert run.returncode == 0, "\n".join(warnings) or run.stdout + run.stderr
    return Path(folder, "_build", "html")


def pages(site: Path) -> list[Path]:
    """Pages that a reader sees, without Sphinx's search and index pages."""
    extra = {"genindex.html", "search.html", "index.html"}
    found = (path for path in site.rglob("*.html") if path.name not in extra and "_static" not in path.parts)
    return [site / "book/index.html", *sorted(found)]


def module(path: str) -> ModuleType:
    """A Python file of the repository that is not in a package, imported."""
    sys.path.insert(0, str((REPOSITORY / path).parent))
    spec = importlib.util.spec_from_file_location(Path(path).stem, REPOSITORY / path)
    loaded = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(loaded)
    return loaded
