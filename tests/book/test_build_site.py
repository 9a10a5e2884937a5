"""The tree that the site is built from, tried on a book of one chapter; and a checkout that stays as it was."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest
from book_site import REPOSITORY, module
from nbformat.v4 import new_code_cell, new_notebook

from lasaft_nb.data import chapter_root
from lasaft_nb.errors import UserError


@pytest.fixture
def tool(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.delitem(sys.modules, "execute_book", raising=False)
    build_site = module("tools/build_site.py")
    monkeypatch.setattr(sys.modules["execute_book"], "ROOT", tmp_path)
    monkeypatch.setattr(build_site, "ROOT", tmp_path)
    monkeypatch.setattr(build_site, "library_hash", lambda: "library")
    files = {
        "_config.yml": "",
        "_toc.yml": "root: book/index\nparts:\n  - chapters:\n      - file: book/part/one\n",
        "README.md": "the map",
        "book/index.md": "# Start",
        "book/_ext/extension.py": "",
        "book/_ext/__pycache__/extension.pyc": "",
    }
    for name, text in files.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text, "utf-8")
    for path in (tmp_path / "book/part/one.ipynb", tmp_path / "_build/executed/smoke/book/part/one.ipynb"):
        path.parent.mkdir(parents=True, exist_ok=True)
        nbformat.write(new_notebook(cells=[new_code_cell(f"{len(path.parts)}")]), path)
    return build_site


def test_the_tree_holds_copies_and_pages_and_nothing_else(tool) -> None:
    gone = tool.tree("smoke") / "book/old_page.md"
    gone.write_text("a page of yesterday")
    copy = (tool.tree("smoke") / "book/part/one.ipynb").read_bytes()
    folder = tool.staged("smoke")
    found = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}
    pages = {"book/index.md", "book/_ext/extension.py", "book/part/one.ipynb"}
    assert found == {"_config.yml", "_toc.yml", "README.md", *pages}
    assert (folder / "book/part/one.ipynb").read_bytes() == copy


def test_a_chapter_without_a_copy_is_named_with_the_cure(tool, capsys) -> None:
    with pytest.raises(UserError, match=r"not executed at preset lite: one\.ipynb; `make book PRESET=lite` does it"):
        tool.staged("lite")
    assert tool.main(["--preset", "lite"]) == 2
    assert capsys.readouterr().err.startswith("build_site: not executed")


def test_the_site_is_built_again_only_where_something_changed(tool, tmp_path: Path, monkeypatch) -> None:
    builds = []

    def build(command: list[str], **_) -> subprocess.CompletedProcess:
        builds.append(command)
        (tmp_path / "_build/html").mkdir(exist_ok=True)
        (tmp_path / "_build/html/index.html").write_text("start")
        return subprocess.CompletedProcess(command, len(builds) == 3)

    monkeypatch.setattr(tool.subprocess, "run", build)
    arguments = ["--preset", "smoke", "--out", str(tmp_path)]
    assert [tool.main(arguments), tool.main(arguments), len(builds)] == [0, 0, 1]
    (tmp_path / "book/index.md").write_text("# Other words")
    assert [tool.main(arguments), tool.main(arguments), len(builds)] == [0, 0, 2]
    monkeypatch.setattr(tool, "library_hash", lambda: "another library")
    assert [tool.main(arguments), len(builds)] == [1, 3]  # Jupyter Book had a warning
    assert [tool.main(arguments), len(builds)] == [0, 4]  # what failed is not current


@pytest.mark.slow
def test_executing_and_handing_out_changes_no_tracked_file(tmp_path: Path) -> None:
    """In a copy of the checkout with one small chapter; CI asks the same of the whole book."""
    if not (REPOSITORY / ".git").exists() or shutil.which("git") is None:
        pytest.skip("the list of tracked files comes from git")
    git = ["git", "-c", "user.name=test", "-c", "user.email=test@example.org", "-c", "core.autocrlf=false"]
    listed = subprocess.check_output(["git", "ls-files", "-z"], cwd=REPOSITORY, text=True).split("\0")
    for name in (name for name in listed if name and (REPOSITORY / name).is_file()):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(REPOSITORY / name, tmp_path / name)
    (tmp_path / "_toc.yml").write_text("root: book/index\nparts:\n  - chapters:\n      - file: book/playground\n")
    for command in (["init", "-q"], ["add", "-A"], ["commit", "-q", "--no-verify", "-m", "all"]):
        subprocess.run([*git, *command], cwd=tmp_path, check=True)
    songs = {"LASAFT_NB_MINI": str(chapter_root("smoke").parent), "PYTHONPATH": str(tmp_path)}
    for command in (
        ["tools/execute_book.py", "--preset", "smoke"],
        ["tools/make_slides.py", "--preset", "smoke"],
        ["tools/teaching_notebooks.py"],
    ):
        run = subprocess.run(
            [sys.executable, *command],
            cwd=tmp_path,
            check=False,
            capture_output=True,
            text=True,
            env=os.environ | songs,
        )
        assert run.returncode == 0, run.stdout + run.stderr
    assert (tmp_path / "_build/executed/smoke/book/playground.ipynb").is_file()
    assert subprocess.check_output([*git, "status", "--porcelain"], cwd=tmp_path, text=True) == ""
