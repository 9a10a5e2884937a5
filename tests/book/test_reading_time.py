"""Chapters say at their top how long they take, and none is longer than a sitting."""

from pathlib import Path

import nbformat
import pytest
from book_site import NOTEBOOKS, REPOSITORY, module
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

tool = module("tools/reading_time.py")
LONGEST = 45  # minutes to read
PAGES = [path for path in NOTEBOOKS if tool.stated(nbformat.read(path, as_version=4))]


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.stem)
def test_a_chapter_states_the_minutes_that_are_counted(path: Path) -> None:
    notebook = nbformat.read(path, as_version=4)
    cure = f"python tools/reading_time.py {path.relative_to(REPOSITORY)}"
    assert tool.stated(notebook) == tool.minutes(notebook), cure


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.stem)
def test_a_chapter_is_read_in_one_sitting(path: Path) -> None:
    assert tool.minutes(nbformat.read(path, as_version=4))[0] <= LONGEST


def made(*cells: nbformat.NotebookNode) -> nbformat.NotebookNode:
    top = "**Time:** 15 minutes to read, 5\nfor the exercise, one to run."
    return new_notebook(cells=[new_markdown_cell(top), *cells])


def test_prose_equations_displays_and_code_that_is_seen_count_and_exercises_apart() -> None:
    prose = new_markdown_cell("word " * 1800)
    assert tool.minutes(made(prose)) == (10, 5)
    assert tool.minutes(made(prose, new_markdown_cell("\n\n".join(["$$x = 1$$ (a)"] * 15)))) == (15, 5)
    shown = new_code_cell("\n".join(["x = 1"] * 75))
    assert tool.minutes(made(prose, shown)) == (15, 5)
    folded = new_code_cell(shown.source, metadata={"tags": ["hide-input"]})
    assert tool.minutes(made(prose, folded)) == (10, 5)
    figures = [new_code_cell("show.table(x)", metadata={"tags": ["hide-input"]})] * 10
    assert tool.minutes(made(prose, *figures)) == (15, 5)
    task = "```{exercise} One\n:label: a\n" + "word " * 900 + "\n```\n\n````{solution} a\n" + "word " * 900 + "\n````\n"
    assert tool.minutes(made(prose, *[new_markdown_cell(task)] * 3)) == (10, 15)
    gated = "```{exercise-start} One\n:label: a\n```\n" + "word " * 900 + "\n```{exercise-end}\n```\n"
    assert tool.minutes(made(prose, *[new_markdown_cell(gated)] * 2)) == (10, 10)


def test_the_minutes_are_written_where_they_stand(tmp_path: Path) -> None:
    path = tmp_path / "page.ipynb"
    nbformat.write(made(new_markdown_cell("word " * 3600)), path)
    assert tool.write(path)
    assert nbformat.read(path, as_version=4).cells[0].source.startswith("**Time:** 20 minutes to read, 5\nfor the ex")
    assert not tool.write(path)
    nbformat.write(new_notebook(cells=[new_markdown_cell("# No time")]), path)
    assert not tool.write(path)
