"""Where a chapter's exercises and solutions are: its cells, cut at the directives of sphinx-exercise.

A solution is a block (``{solution} label``) or gated (``{solution-start} label`` … ``{solution-end}``), inside one cell
or over several, with code cells between.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from nbformat import NotebookNode
from nbformat.v4 import new_markdown_cell

OPEN = re.compile(r"^(`{3,})\{(exercise|solution)(-start|-end)?\} *(.*?) *$")
LABEL = re.compile(r"^:label: *([\w-]+) *$")
OPTION = re.compile(r"^:[\w-]+:")


@dataclass(frozen=True)
class Piece:
    """A cell, or a part of one; ``solves`` is the label of the exercise whose solution it belongs to, or ''."""

    cell: NotebookNode
    solves: str = ""


@dataclass
class _Cut:
    """What is known while the cells are read in order."""

    solves: str = ""
    exercise: str = ""
    count: int = 0
    checked: set[str] = field(default_factory=set)
    lines: list[str] = field(default_factory=list)


def pieces(cells: list[NotebookNode]) -> tuple[list[Piece], set[str]]:
    """The pieces of a chapter in order, and the labels of exercises that have a cell with a check of their own."""
    cut, found = _Cut(), []
    for cell in cells:
        if cell.cell_type == "markdown":
            found += _named(cell, list(_markdown(cell.source.splitlines(), cut)))
            continue
        if "check(" in cell.source and not cut.solves:
            cut.checked.add(cut.exercise)
        found.append(Piece(cell, cut.solves))
    return found, cut.checked


def _markdown(lines: list[str], cut: _Cut) -> Iterator[tuple[str, str]]:
    """(text, label of the solution or '') for each stretch of a markdown cell."""
    rest = iter(lines)
    for line in rest:
        if not (mark := OPEN.match(line)):
            cut.lines.append(line)
            continue
        fence, kind, gate, argument = mark.groups()
        if kind == "exercise":
            _exercise(cut, argument, _directive(rest, fence), end=gate == "-end")
            continue
        yield from _flushed(cut)
        inner = [one for one in _directive(rest, fence) if not OPTION.match(one)]
        if gate != "-end":
            cut.solves = argument
        if gate is None:
            cut.lines = inner
            yield from _flushed(cut)
        if gate != "-start":
            cut.solves = ""
    yield from _flushed(cut)


def _directive(rest: Iterator[str], fence: str) -> list[str]:
    """The lines up to the fence that closes a directive."""
    inner: list[str] = []
    for line in rest:
        if line.rstrip() == fence:
            break
        inner.append(line)
    return inner


def _exercise(cut: _Cut, title: str, inner: list[str], *, end: bool) -> None:
    """Put a heading, and the text of an exercise that is one block, in place of its directive."""
    if end:
        return
    cut.count += 1
    cut.exercise = next((match[1] for line in inner if (match := LABEL.match(line))), "")
    cut.lines.append(f"### Exercise {cut.count}" + (f" · {title}" if title else ""))
    cut.lines += [line for line in inner if not OPTION.match(line)]


def _flushed(cut: _Cut) -> Iterator[tuple[str, str]]:
    text, cut.lines = "\n".join(cut.lines).strip("\n"), []
    if text:
        yield text, cut.solves


def _named(cell: NotebookNode, texts: list[tuple[str, str]]) -> list[Piece]:
    """Markdown pieces with ids of their own: the first keeps the cell's."""
    found = []
    for number, (text, solves) in enumerate(texts):
        piece = new_markdown_cell(text, metadata=cell.metadata)
        piece.id = f"{cell.id}-part-{number}" if number else cell.id
        found.append(Piece(piece, solves))
    return found
