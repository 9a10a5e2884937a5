"""Assignments in nbgrader's format: the student's edition of `book/assignments/*.ipynb`, and the rules of the format.

The sources are the instructor's: solutions stand between ``### BEGIN SOLUTION`` and ``### END SOLUTION``, tests that
students don't see between ``### BEGIN HIDDEN TESTS`` and ``### END HIDDEN TESTS``. What nbgrader makes of them is made
here without it, so that nobody has to install it to hand out an assignment; a test holds the two together.
"""

import copy
import re
from pathlib import Path

from nbformat import NotebookNode

from lasaft_nb.errors import UserError

ROOT = Path(__file__).parent.parent
CODE_STUB = ("# YOUR CODE HERE", "raise NotImplementedError()")
TEXT_STUB = ("YOUR ANSWER HERE",)
SCHEMA = 3
KEYS = {"schema_version": int, "grade_id": str, "grade": bool, "solution": bool, "locked": bool, "task": bool}


def sources() -> list[Path]:
    """The assignments, in the order of their numbers."""
    return sorted((ROOT / "book" / "assignments").glob("*.ipynb"))


def student(notebook: NotebookNode) -> NotebookNode:
    """A copy without solutions, hidden tests and outputs; its tests can't be edited or deleted."""
    check(notebook)
    made = copy.deepcopy(notebook)
    for cell in made.cells:
        about = cell.metadata.get("nbgrader", {})
        if about.get("solution"):
            stub = CODE_STUB if cell.cell_type == "code" else TEXT_STUB
            cell.source = _without(cell.source, "SOLUTION", stub) or "\n".join(stub)
        if about.get("grade"):
            cell.source = _without(cell.source, "HIDDEN TESTS") or cell.source
        if about.get("locked"):
            cell.metadata |= {"editable": False, "deletable": False}
        elif about:
            cell.metadata["deletable"] = False
        if cell.cell_type == "code":
            cell.outputs, cell.execution_count = [], None
    return made


def check(notebook: NotebookNode) -> None:
    """Refuse what nbgrader would refuse or grade wrongly.

    Raises:
        UserError: a cell breaks a rule of the format; the message names it.
    """
    seen: set[str] = set()
    for cell in notebook.cells:
        about = cell.metadata.get("nbgrader")
        regions = re.findall(r"(BEGIN|END) (SOLUTION|HIDDEN TESTS)", cell.source)
        if about is None:
            _refuse_if(bool(regions), cell, "has a solution or hidden tests, but no nbgrader metadata")
            continue
        kinds = {name: type(about.get(name)) for name in KEYS}
        wrong = sorted(name for name, kind in KEYS.items() if kinds[name] is not kind)
        _refuse_if(bool(wrong), cell, f"lacks or misspells {', '.join(wrong)}")
        _refuse_if(about["schema_version"] != SCHEMA, cell, f"must have schema_version {SCHEMA}")
        _refuse_if(about["grade_id"] in seen, cell, "has the grade_id of another cell")
        seen.add(about["grade_id"])
        _refuse_if(about["grade"] and not about.get("points", 0) > 0, cell, "is graded and has no points")
        manual = cell.cell_type == "markdown"
        _refuse_if(manual and about["grade"] != about["solution"], cell, "is text: graded and a solution, or neither")
        for region, allowed in (("SOLUTION", about["solution"]), ("HIDDEN TESTS", about["grade"])):
            marks = [mark for mark, name in regions if name == region]
            _refuse_if(bool(marks) and not allowed, cell, f"must not have a region {region}")
            _refuse_if(marks != ["BEGIN", "END"] * (len(marks) // 2), cell, f"opens and closes {region} unevenly")


def points(notebook: NotebookNode) -> dict[str, float]:
    """Points of every graded cell, by its grade_id."""
    graded = [cell.metadata["nbgrader"] for cell in notebook.cells if cell.metadata.get("nbgrader", {}).get("grade")]
    return {about["grade_id"]: about["points"] for about in graded}


def _without(source: str, region: str, stub: tuple[str, ...] = ()) -> str:
    """The text with each region replaced by ``stub``, as far indented; '' where there is no region."""
    lines: list[str] = []
    inside = found = False
    for line in source.split("\n"):
        if f"BEGIN {region}" in line:
            inside = found = True
            indent = line[: len(line) - len(line.lstrip())]
            lines += [indent + one for one in stub]
        elif f"END {region}" in line:
            inside = False
        elif not inside:
            lines.append(line)
    return "\n".join(lines) if found else ""


def _refuse_if(broken: bool, cell: NotebookNode, rule: str) -> None:
    if broken:
        raise UserError(f"cell {cell.id} {rule}; see nbgrader's cell metadata, and correct the source")
