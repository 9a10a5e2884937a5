"""The zip for a room without internet, made from a book of one chapter and a site of one page."""

import re
import zipfile
from pathlib import Path

import nbformat
import pytest
from book_site import REPOSITORY, module
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from lasaft_nb.errors import UserError

tool = module("tools/make_offline.py")
wheel_list = module("tools/wheel_list.py")
CHAPTER = "# One\n\n```{exercise} Recall\n:label: a\n\nHow many?\n```\n\n```{solution} a\nForty-two.\n```\n"


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("LASAFT_NB_CACHE", str(tmp_path / "cache"))
    files = {
        "_toc.yml": "root: book/index\nparts:\n  - chapters:\n      - file: book/02_part/one\n",
        "_build/html/index.html": "<p>start</p>",
        "_build/html/_static/theme.js": "1",
        "_build/html/_static/theme.js.map": "a map of it",
        "_build/slides/one.html": "<p>slide</p>",
        "lasaft_nb/__init__.py": "",
        "lasaft_nb/__pycache__/x.pyc": "cache",
        "data/weights/net.safetensors": "weights",
        "data/mini/small/song.wav": "is generated there",
        "pyproject.toml": "[project]",
    }
    for name, text in files.items():
        path = tmp_path / "root" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    chapter = tmp_path / "root/book/02_part/one.ipynb"
    chapter.parent.mkdir(parents=True)
    cells = [new_code_cell("1") | {"id": "setup"}, new_markdown_cell(CHAPTER)]
    nbformat.write(nbformat.from_dict(new_notebook(cells=cells)), chapter)
    return tmp_path / "root"


def names(path: Path) -> set[str]:
    with zipfile.ZipFile(path) as archive:
        assert archive.testzip() is None
        return {name.removeprefix(f"{tool.TOP}/") for name in archive.namelist()}


def test_the_zip_holds_site_slides_student_notebooks_library_weights_and_the_list_of_wheels(root: Path) -> None:
    assert tool.write(root / "out.zip", tool.entries(root)) == 9
    assert names(root / "out.zip") == {
        "START_HERE.txt",
        "site/index.html",
        "site/_static/theme.js",
        "slides/one.html",
        "notebooks/02_part/one.ipynb",
        "source/lasaft_nb/__init__.py",
        "source/data/weights/net.safetensors",
        "source/pyproject.toml",
        "wheels/requirements.txt",
    }


def test_its_notebooks_have_no_solution(root: Path) -> None:
    tool.write(root / "out.zip", tool.entries(root))
    with zipfile.ZipFile(root / "out.zip") as archive:
        text = archive.read(f"{tool.TOP}/notebooks/02_part/one.ipynb").decode()
    assert "How many?" in text
    assert "Forty-two" not in text


def test_wheels_and_the_authors_weights_go_in_where_they_are_at_hand(root: Path, tmp_path: Path) -> None:
    (tmp_path / "cache").mkdir()
    (tmp_path / "cache/cac_tdc_17_vocals_top1.pt").write_text("weights")
    (tmp_path / "wheels").mkdir()
    with pytest.raises(UserError, match="has no wheels; `pip wheel"):
        tool.write(root / "out.zip", tool.entries(root, wheels=tmp_path / "wheels"))
    (tmp_path / "wheels/lasaft_nb-1-py3-none-any.whl").write_text("wheel")
    tool.write(root / "out.zip", tool.entries(root, wheels=tmp_path / "wheels"))
    found = {"wheels/lasaft_nb-1-py3-none-any.whl", "authors_weights/cac_tdc_17_vocals_top1.pt"}
    assert found <= names(root / "out.zip")


def test_equal_contents_give_equal_bytes(root: Path) -> None:
    for name in ("a.zip", "b.zip"):
        tool.write(root / name, tool.entries(root))
    assert (root / "a.zip").read_bytes() == (root / "b.zip").read_bytes()


def test_without_a_site_nothing_is_written_and_the_cure_is_named(root: Path) -> None:
    (root / "_build/html/index.html").unlink()
    with pytest.raises(UserError, match=r"no site in .*`make book` builds it"):
        tool.write(root / "out.zip", tool.entries(root))
    assert list(root.glob("*.zip")) == list(root.glob(".*")) == []


def test_a_failure_half_way_leaves_the_zip_of_before(root: Path) -> None:
    tool.write(root / "out.zip", tool.entries(root))
    before = (root / "out.zip").read_bytes()
    with pytest.raises(FileNotFoundError):
        tool.write(root / "out.zip", iter([("a.txt", "text"), ("gone.txt", root / "gone.txt")]))
    assert (root / "out.zip").read_bytes() == before
    assert list(root.glob(".out*")) == []


def test_the_list_of_wheels_has_what_the_chapters_need_at_the_locked_versions() -> None:
    lines = wheel_list.requirements_text().splitlines()[1:]
    locked = (REPOSITORY / "constraints.txt").read_text("utf-8").split()
    wanted = dict(line.split("==") for line in lines)
    assert {"torch", "librosa", "jupyterlab", "jupyter-book", "markupsafe"} <= set(wanted)
    assert "lasaft-nb" not in wanted
    pins = {re.sub(r"[-_.]+", "-", line).lower().split("==")[0]: line.split("==")[1] for line in locked if "==" in line}
    assert [name for name, version in wanted.items() if pins.get(name, version).partition("+")[0] != version] == []


def test_the_start_page_names_only_what_the_zip_holds(root: Path) -> None:
    folders = re.findall(r"^  (\w+)/ ", tool.START.read_text("utf-8"), re.MULTILINE)
    assert folders == ["site", "slides", "notebooks", "source", "wheels", "authors_weights"]
    entries = {name.split("/")[0] for name, _ in tool.entries(root)}
    assert entries - {"START_HERE.txt"} == set(folders) - {"authors_weights"}
