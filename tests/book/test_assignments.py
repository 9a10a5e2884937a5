"""Assignments: the format of nbgrader, the editions, and that tests pass on the solved and fail on the unsolved one."""

import copy
import functools
import importlib.util
import re
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest
from book_site import REPOSITORY, module
from nbclient import NotebookClient

from lasaft_nb.errors import UserError

tool = module("tools/assignments.py")
teaching = module("tools/teaching_notebooks.py")
setup_cell = module("tools/put_setup_cell.py")
SOURCES = tool.sources()
each = pytest.mark.parametrize("path", SOURCES, ids=lambda path: path.stem)
WITHOUT_NBGRADER = "compares with nbgrader itself: pip install nbgrader; its format is tested by our own rules"
needs_nbgrader = pytest.mark.skipif(importlib.util.find_spec("nbgrader") is None, reason=WITHOUT_NBGRADER)


@functools.cache
def editions(path: Path) -> dict[str, nbformat.NotebookNode]:
    texts = teaching.assigned(path).items()
    return {name.split("/")[0]: nbformat.reads(text, as_version=4) for name, text in texts}


def graded(notebook: nbformat.NotebookNode, kind: str = "code") -> list[nbformat.NotebookNode]:
    cells = [cell for cell in notebook.cells if cell.cell_type == kind]
    return [cell for cell in cells if cell.metadata.get("nbgrader", {}).get("grade")]


def test_there_is_one_assignment_a_part() -> None:
    folders = [path.name.partition("_")[2] for path in (REPOSITORY / "book").glob("0[2-5]_*/")]
    assert {path.stem.partition("_")[2] for path in SOURCES} == set(folders)


@each
def test_an_assignment_is_short_has_its_set_up_cell_and_twenty_points(path: Path) -> None:
    notebook = nbformat.read(path, as_version=4)
    assert len(notebook.cells) <= 25
    assert next(cell for cell in notebook.cells if cell.cell_type == "code").source == setup_cell.TEXT
    assert sum(tool.points(notebook).values()) == 20
    assert "**20 points**" in notebook.cells[0].source
    texts = "".join(cell.source for cell in notebook.cells if cell.cell_type == "markdown")
    assert all(f"({worth} points" in texts for worth in tool.points(notebook).values())
    assert graded(notebook, "markdown") and all("**Rubric.**" in cell.source for cell in graded(notebook, "markdown"))


@each
def test_the_student_sees_no_solution_and_no_hidden_test_and_can_change_no_visible_one(path: Path) -> None:
    both = editions(path)
    assert [cell.id for cell in both["student"].cells] == [cell.id for cell in both["instructor"].cells]
    text = "".join(cell.source for cell in both["student"].cells)
    assert "SOLUTION" not in text and "HIDDEN" not in text and "Rubric" not in text
    for cell, key in zip(both["student"].cells, both["instructor"].cells, strict=True):
        about = cell.metadata.get("nbgrader", {})
        if about.get("solution"):
            stub = "raise NotImplementedError()" if cell.cell_type == "code" else "YOUR ANSWER HERE"
            assert stub in cell.source
        elif about.get("grade"):
            assert "BEGIN HIDDEN TESTS" in key.source and "assert" in cell.source
            assert cell.metadata["editable"] is False
        else:
            assert cell.source == key.source


@needs_nbgrader
@each
def test_what_we_strip_is_what_nbgrader_strips(path: Path) -> None:
    from nbgrader.preprocessors import ClearHiddenTests, ClearSolutions, LockCells

    theirs = copy.deepcopy(editions(path)["instructor"])
    for step in (LockCells(), ClearSolutions(), ClearHiddenTests()):
        theirs, _ = step.preprocess(theirs, {})
    ours = editions(path)["student"]
    assert [cell.source for cell in ours.cells] == [cell.source for cell in theirs.cells]
    locks = ("editable", "deletable")
    for mine, other in zip(ours.cells, theirs.cells, strict=True):
        if "nbgrader" in mine.metadata:
            found = [[cell.metadata.get(name, True) for name in locks] for cell in (mine, other)]
            assert found[0] == found[1], mine.id


@pytest.mark.slow
@each
def test_all_tests_pass_on_the_key_and_none_on_the_unsolved_one(path: Path) -> None:
    """Executed as nbgrader executes it: what a test cell raises or writes to stderr costs its points."""
    failed = {}
    for edition, notebook in editions(path).items():
        done = copy.deepcopy(notebook)
        NotebookClient(done, timeout=300, allow_errors=True, kernel_name="python3").execute()
        failed[edition] = {cell.id for cell in graded(done) if any(_is_bad(output) for output in cell.outputs)}
    assert failed == {"instructor": set(), "student": {cell.id for cell in graded(editions(path)["student"])}}


def _is_bad(output: nbformat.NotebookNode) -> bool:
    return output.output_type == "error" or output.get("name") == "stderr"


@pytest.mark.slow
@needs_nbgrader
@each
def test_nbgraders_validation_says_so_too(path: Path, tmp_path: Path) -> None:
    for edition, says in (
        ("instructor", "Success! Your notebook passes all the tests."),
        ("student", "VALIDATION FAILED"),
    ):
        file = tmp_path / edition / path.name
        file.parent.mkdir()
        nbformat.write(editions(path)[edition], file)
        command = [sys.executable, "-m", "nbgrader", "validate", str(file)]
        run = subprocess.run(command, cwd=file.parent, check=False, capture_output=True, text=True)
        assert says in " ".join(run.stdout.split()), run.stdout + run.stderr


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"grade_id": "imports"}, "has the grade_id of another cell"),
        ({"points": 0}, "is graded and has no points"),
        ({"locked": "yes"}, "lacks or misspells locked"),
        ({"schema_version": 2}, "must have schema_version 3"),
        ({"grade": False}, "must not have a region HIDDEN TESTS"),
    ],
)
def test_a_broken_rule_is_named_with_its_cell(change: dict, message: str) -> None:
    notebook = nbformat.read(SOURCES[0], as_version=4)
    cell = graded(notebook)[0]
    cell.metadata["nbgrader"] |= change
    with pytest.raises(UserError, match=f"cell {cell.id} {message}"):
        tool.student(notebook)


def test_a_region_that_is_not_closed_would_hand_out_the_solution_and_is_refused() -> None:
    notebook = nbformat.read(SOURCES[0], as_version=4)
    cell = next(cell for cell in notebook.cells if "END SOLUTION" in cell.source)
    cell.source = cell.source.replace("### END SOLUTION", "")
    with pytest.raises(UserError, match=f"cell {cell.id} opens and closes SOLUTION unevenly"):
        tool.student(notebook)


def test_the_page_for_instructors_has_the_points_of_the_notebooks() -> None:
    page = (REPOSITORY / "book/assignments/index.md").read_text("utf-8")
    rows = re.findall(r"^\| `(\w+)`, on .*? \| (\d+) \| (\d+) \| (\d+) \|$", page, re.MULTILINE)
    assert [name for name, *_ in rows] == [path.stem for path in SOURCES]
    for path, (_, minutes, total, by_hand) in zip(SOURCES, rows, strict=True):
        notebook = nbformat.read(path, as_version=4)
        manual = [cell.metadata["nbgrader"]["points"] for cell in graded(notebook, "markdown")]
        assert (int(total), int(by_hand)) == (sum(tool.points(notebook).values()), sum(manual))
        assert f"About {minutes} minutes" in notebook.cells[0].source and 60 <= int(minutes) <= 120
