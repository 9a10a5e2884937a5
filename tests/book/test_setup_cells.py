"""What a chapter does first on Colab: install the library, and leave torch and numpy as they are."""

import importlib.metadata
import re
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path
from types import SimpleNamespace

import nbformat
import pytest
from book_site import NOTEBOOKS, REPOSITORY, module
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError
from nbformat.v4 import new_code_cell, new_notebook
from packaging.requirements import Requirement

PROJECT = tomllib.loads((REPOSITORY / "pyproject.toml").read_text("utf-8"))["project"]
EXTRAS = PROJECT["optional-dependencies"]
LINES = [*PROJECT["dependencies"], *EXTRAS["train"], *EXTRAS["evaluate"], *EXTRAS["peers"]]
WANTED = [Requirement(line) for line in LINES]
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
SETUP = (REPOSITORY / "tools/setup_cell.py").read_text("utf-8").rstrip("\n")
PIP_SAYS = {  # the end of what pip 23 and 25 print, and the word that the cure must hold
    "/usr/bin/python: No module named pip": "ensurepip",
    "error: externally-managed-environment\n\n× This environment is externally managed": "virtual environment",
    "ERROR: Package 'lasaft-nb' requires a different Python: 3.10.1 not in '>=3.11'": "Python 3.11 or newer",
    "ERROR: Could not install packages due to an OSError: [Errno 28] No space left on device": "the disk is full",
    "ERROR: Could not install packages due to an OSError: [Errno 13] Permission denied: '/usr'": "may not write",
    "ERROR: Could not install requirement x because of HTTP error 404 Client Error: Not Found": "is not there",
    "ERROR: HTTPSConnectionPool(host='github.com', port=443): Max retries exceeded": "the internet",
    "ERROR: a thing that nobody knows": "pip says 'ERROR: a thing that nobody knows'; run `",
    "": "exit status 1",
}


def code_cells(notebook: Path) -> list[str]:
    return [cell.source for cell in nbformat.read(notebook, as_version=4).cells if cell.cell_type == "code"]


def pip_that_ends_with(status: int, stderr: str, calls: list[list[str]]):
    def run(command: list[str], **_: object) -> SimpleNamespace:
        calls.append(command)
        return SimpleNamespace(returncode=status, stderr=stderr)

    return run


@pytest.fixture
def library_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda _: None)


def test_every_chapter_begins_with_the_one_set_up_cell() -> None:
    for path in NOTEBOOKS:
        assert code_cells(path)[0] == SETUP, f"{path.name}: run tools/put_setup_cell.py"


def test_so_does_every_edition_of_it() -> None:
    tool = module("tools/teaching_notebooks.py")
    for path in tool.sources():
        for notebook in tool.versions(path).values():
            first = next(cell for cell in notebook.cells if cell.cell_type == "code")
            assert (first.source, first.metadata["cellView"]) == (SETUP, "form")


def test_the_cell_is_put_into_a_notebook_that_has_another(tmp_path: Path) -> None:
    other, path = new_code_cell("%pip install x"), tmp_path / "chapter.ipynb"
    other.id = "setup"
    nbformat.write(new_notebook(cells=[other, new_code_cell("1")]), path)
    put = module("tools/put_setup_cell.py").put
    assert [put(path), put(path)] == [True, False]
    assert code_cells(path) == [SETUP, "1"]


def test_a_chapter_without_one_is_refused(tmp_path: Path) -> None:
    nbformat.write(new_notebook(cells=[new_code_cell("1")]), tmp_path / "chapter.ipynb")
    with pytest.raises(ValueError, match=r"chapter\.ipynb has no cell with the id 'setup'; begin it with"):
        module("tools/put_setup_cell.py").put(tmp_path / "chapter.ipynb")


def test_no_later_cell_installs_anything() -> None:
    for path in NOTEBOOKS:
        assert [cell for cell in code_cells(path)[1:] if re.search(r"pip\W+install|^\s*[%!]", cell, re.MULTILINE)] == []


def test_it_names_this_repository_and_says_how_long_it_takes() -> None:
    assert f'LIBRARY = "{PROJECT["urls"]["Repository"]}/archive/main.zip"' in SETUP
    assert SETUP.startswith("# @title ")  # Colab shows this in place of the code
    assert "about three minutes" in SETUP


def test_it_installs_nothing_where_the_library_is_there(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(subprocess, "run", lambda *_, **__: 1 / 0)
    exec(SETUP, {"__name__": "chapter"})


def test_elsewhere_it_installs_the_library_and_holds_torch_and_numpy_where_they_are(
    monkeypatch: pytest.MonkeyPatch, library_missing: None
) -> None:
    calls: list[list[str]] = []
    monkeypatch.setattr(subprocess, "run", pip_that_ends_with(0, "", calls))
    exec(SETUP, {"__name__": "chapter"})
    held = [f"{name}=={importlib.metadata.version(name)}" for name in ("torch", "torchaudio", "numpy")]
    wanted = f"lasaft-nb[train,evaluate] @ {PROJECT['urls']['Repository']}/archive/main.zip"
    assert calls == [[sys.executable, "-m", "pip", "install", "--quiet", wanted, *held]]


@pytest.mark.parametrize("said", PIP_SAYS)
def test_when_pip_cannot_one_sentence_tells_the_cause_and_the_cure(
    said: str, monkeypatch: pytest.MonkeyPatch, library_missing: None
) -> None:
    monkeypatch.setattr(subprocess, "run", pip_that_ends_with(1, said, []))
    with pytest.raises(RuntimeError) as failure:
        exec(SETUP, {"__name__": "chapter"})
    [sentence] = failure.value._render_traceback_()
    assert PIP_SAYS[said] in sentence
    assert sentence.startswith("lasaft_nb could not be installed: ")
    assert "\n" not in sentence


def test_pip_itself_refuses_to_replace_numpy_and_the_run_stops_there_without_a_traceback(tmp_path: Path) -> None:
    wheel, metadata = tmp_path / "greedy-1-py3-none-any.whl", "Metadata-Version: 2.1\nName: greedy\nVersion: 1\n"
    with zipfile.ZipFile(wheel, "w") as archive:
        archive.writestr("greedy-1.dist-info/METADATA", f"{metadata}Requires-Dist: numpy<1\n")
        archive.writestr("greedy-1.dist-info/WHEEL", "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n")
        archive.writestr("greedy-1.dist-info/RECORD", "")
    text = re.sub(r'LIBRARY = ".*"', f"LIBRARY = {wheel.as_uri()!r}", SETUP)
    text = text.replace("lasaft-nb[train,evaluate]", "greedy").replace('find_spec("lasaft_nb")', 'find_spec("greedy")')
    notebook = new_notebook(cells=[new_code_cell(text), new_code_cell("print('went on')")])
    before = importlib.metadata.version("numpy")
    with pytest.raises(CellExecutionError):
        NotebookClient(notebook, kernel_name="python3", timeout=120).execute()
    [said, error] = notebook.cells[0].outputs
    assert said.text.startswith("Installing")
    assert error.traceback == [
        "lasaft_nb could not be installed: it does not go with the torch, torchaudio, numpy here; "
        "use a new virtual environment."
    ]
    assert notebook.cells[1].outputs == []
    assert importlib.metadata.version("numpy") == before


@pytest.mark.parametrize("package", COLAB)
def test_colabs_version_satisfies_the_requirement_so_pip_leaves_it(package: str) -> None:
    requirements = [one for one in WANTED if one.name == package]  # of several extras, perhaps
    assert requirements
    assert all(one.specifier.contains(COLAB[package]) for one in requirements)


def test_no_requirement_has_an_upper_bound_that_would_replace_a_newer_version() -> None:
    assert [str(one) for one in WANTED for part in one.specifier if part.operator in ("<", "<=", "==", "~=")] == []
