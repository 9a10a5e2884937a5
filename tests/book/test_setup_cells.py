"""What a chapter does first on Colab: install the library, and leave torch and numpy as they are."""

import json
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from book_site import NOTEBOOKS, REPOSITORY
from packaging.requirements import Requirement

PROJECT = tomllib.loads((REPOSITORY / "pyproject.toml").read_text("utf-8"))["project"]
WANTED = [Requirement(line) for line in PROJECT["dependencies"]]
COLAB = {  # versions there in late 2026, as far as they are known
    "torch": "2.11.0",
    "torchaudio": "2.11.0",
    "numpy": "2.1.3",
    "librosa": "0.11.0",
    "scipy": "1.16.3",
    "pandas": "2.2.2",
    "matplotlib": "3.10.0",
    "pillow": "11.3.0",
}


def code_cells(notebook: Path) -> list[str]:
    cells = json.loads(notebook.read_text("utf-8"))["cells"]
    return ["".join(cell["source"]) for cell in cells if cell["cell_type"] == "code"]


FROM_PYTHON = next(path for path in NOTEBOOKS if "subprocess.run" in code_cells(path)[0])


def test_every_notebooks_first_cell_installs_the_library_and_names_no_other_package_or_option() -> None:
    for path in NOTEBOOKS:
        install = re.search(r"pip\W+install\W+(.+?)(?:], check=True\)|\n|$)", code_cells(path)[0])
        words = set(re.findall(r"[^\s\"',]+", install[1])) - {"url"}
        assert words - {"q", "-q"} <= {f"git+{PROJECT['urls']['Repository']}"}, path.name


def test_it_installs_nothing_where_the_library_is_there(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(subprocess, "run", lambda *_, **__: 1 / 0)
    exec(code_cells(FROM_PYTHON)[0], {})


def test_elsewhere_it_installs_the_library_with_no_word_that_replaces_what_is_there(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    calls: list[list[str]] = []
    monkeypatch.setattr("importlib.util.find_spec", lambda _: None)
    monkeypatch.setattr(subprocess, "run", lambda command, **options: calls.append(command) or options["check"])
    exec(code_cells(FROM_PYTHON)[0], {})
    ((*program, url),) = calls
    assert program == [sys.executable, "-m", "pip", "install", "-q"]
    assert re.fullmatch(r"git\+https://github\.com/[\w.-]+/[\w.-]+", url)


def test_no_later_cell_installs_anything() -> None:
    for path in NOTEBOOKS:
        assert [cell for cell in code_cells(path)[1:] if re.search(r"pip\W+install|^\s*[%!]", cell, re.MULTILINE)] == []


@pytest.mark.parametrize("package", COLAB)
def test_colabs_version_satisfies_the_requirement_so_pip_leaves_it(package: str) -> None:
    (requirement,) = [one for one in WANTED if one.name == package]
    assert requirement.specifier.contains(COLAB[package])


def test_no_requirement_has_an_upper_bound_that_would_replace_a_newer_version() -> None:
    assert [str(one) for one in WANTED for part in one.specifier if part.operator in ("<", "<=", "==", "~=")] == []
