"""Student and instructor notebooks: one source, different only where a solution stands."""

import functools
import itertools
import re
import warnings
from pathlib import Path

import nbformat
import pytest
from book_site import REPOSITORY, module
from nbformat.v4 import new_code_cell, new_markdown_cell

tool = module("tools/teaching_notebooks.py")
cutter = module("tools/exercise_cells.py")
SOURCES = tool.sources()
versions = functools.cache(tool.versions)
GIVEN = re.compile(r"def \w+\(.*:$|from |import |check\(|with ")  # what a task itself says, or any chapter does
each_chapter = pytest.mark.parametrize("path", SOURCES, ids=lambda path: path.stem)


def runs(notebook: nbformat.NotebookNode) -> list[tuple[str, list]]:
    """The cells in groups: (label, cells) of a solution or an answer, ('', cells) of what stands between."""
    groups = itertools.groupby(notebook.cells, key=lambda cell: cell.metadata.get("solves", ""))
    return [(label, list(cells)) for label, cells in groups]


def prose_of(path: Path) -> str:
    return "\n".join(module("book/_ext/page_anchors.py").prose(path))


@each_chapter
def test_the_two_versions_differ_only_where_a_solution_stands(path: Path) -> None:
    both = versions(path)
    student, instructor = runs(both["student"]), runs(both["instructor"])
    assert [label for label, _ in student] == [label for label, _ in instructor]
    for (label, answer), (_, solution) in zip(student, instructor, strict=True):
        if label:
            assert [cell.metadata["tags"] for cell in answer] == [["answer"]]
            assert all(cell.metadata["tags"] == ["solution"] for cell in solution)
        else:
            assert answer == solution


@each_chapter
def test_the_student_reads_nothing_of_a_solution(path: Path) -> None:
    both = versions(path)
    shown = "\n".join(cell.source for cell in both["student"].cells)
    solutions = [cell.source for cell in both["instructor"].cells if "solves" in cell.metadata]
    lines = [line.strip() for text in solutions for line in text.splitlines() if len(line.strip()) > 25]
    assert bool(lines) == ("{solution" in path.read_text("utf-8"))
    assert [line for line in lines if line in shown and not GIVEN.match(line)] == []
    assert "{solution" not in shown


@each_chapter
def test_every_exercise_stays_and_every_solved_one_has_a_cell_to_answer_in(path: Path) -> None:
    both, source = versions(path), prose_of(path) if path.suffix == ".ipynb" else path.read_text("utf-8")
    shown = "\n".join(cell.source for cell in both["student"].cells)
    count = len(re.findall(r"^:label:", source, re.MULTILINE))
    assert re.findall(r"^### Exercise (\d+)", shown, re.MULTILINE) == [str(number + 1) for number in range(count)]
    solved = set(re.findall(r"\{solution(?:-start)?\} ([\w-]+)", path.read_text("utf-8")))
    assert {cell.metadata["solves"] for cell in both["student"].cells if "solves" in cell.metadata} == solved


@each_chapter
def test_both_versions_are_valid_and_without_outputs(path: Path) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")  # a cell id that occurs twice is only warned of
        for notebook in versions(path).values():
            nbformat.validate(notebook)
    code = [cell for cell in versions(path)["student"].cells if cell.cell_type == "code"]
    assert [cell for cell in code if cell.outputs or cell.execution_count is not None] == []


def test_a_solution_over_several_cells_leaves_one_cell_of_the_right_kind() -> None:
    cells = [
        new_markdown_cell("```{exercise-start} Code\n:label: a\n```\nTask.\n```{exercise-end}\n```"),
        new_markdown_cell("```{solution-start} a\n:class: dropdown\n```\nFirst"),
        new_code_cell("x = 42"),
        new_markdown_cell("```{solution-end}\n```\n\n````{solution} b\n\n```python\ny\n```\n````\nAfter."),
    ]
    found, checked = cutter.pieces(cells)
    assert [(piece.cell.source, piece.solves) for piece in found] == [
        ("### Exercise 1 · Code\nTask.", ""),
        ("First", "a"),
        ("x = 42", "a"),
        ("```python\ny\n```", "b"),
        ("After.", ""),
    ]
    sheet = tool.student(found, checked)
    assert [cell.cell_type for cell in sheet] == ["markdown", "code", "code", "markdown"]
    assert [cell.source for cell in tool.student(found, {"a"})][1] == tool.NOTES


def test_the_command_writes_both_versions_of_every_chapter(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert tool.main(["--out", str(tmp_path)]) == 0
    written = {path.relative_to(tmp_path).as_posix() for path in tmp_path.rglob("*") if path.is_file()}
    names = [path.relative_to(REPOSITORY / "book").with_suffix(".ipynb").as_posix() for path in SOURCES]
    assert written == {f"{version}/{name}" for version in ("student", "instructor") for name in names}
    assert f"{len(SOURCES)} chapters" in capsys.readouterr().out
