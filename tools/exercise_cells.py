"""Where a chapter's exercises and solutions are: its cells, cut at the directives of sphinx-exercise.

A solution is a block (``{solution} label``) or gated (``{solution-start} label`` … ``{solution-end}``), inside one cell
or over several, with code cells between.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field

from myst_blocks import Block, blocks
from nbformat import NotebookNode
from nbformat.v4 import new_markdown_cell


@dataclass(frozen=True)
class Piece:
    """A cell, or a part of one; ``solves`` is the label of the exercise whose solution it belongs to, or ''."""

    cell: NotebookNode
    solves: str = ""


@dataclass
class _Cut:
    """What is known while the cells are read in order."""

    chapter: tuple[int, ...]
    solves: str = ""
    exercise: str = ""
    count: int = 0
    checked: set[str] = field(default_factory=set)
    lines: list[str] = field(default_factory=list)


def pieces(cells: list[NotebookNode], chapter: tuple[int, ...]) -> tuple[list[Piece], set[str]]:
    """The pieces of a chapter in order, and the labels of exercises that have a cell with a check of their own.

    ``chapter`` is its number, such as (2, 4): its exercises are 2.4.1, 2.4.2, as on the site.
    """
    cut, found = _Cut(chapter), []
    for cell in cells:
        if cell.cell_type == "markdown":
            found += _named(cell, list(_markdown(cell.source, cut)))
            continue
        if "check(" in cell.source and not cut.solves:
            cut.checked.add(cut.exercise)
        found.append(Piece(cell, cut.solves))
    return found, cut.checked


def _markdown(text: str, cut: _Cut) -> Iterator[tuple[str, str]]:
    """(text, label of the solution or '') for each stretch of a markdown cell."""
    for block in blocks(text):
        match block.name:
            case "exercise" | "exercise-start":
                _exercise(cut, block)
            case "exercise-end":
                pass
            case "solution":
                yield from _flushed(cut)
                yield block.body, block.argument
            case "solution-start" | "solution-end":
                yield from _flushed(cut)
                cut.solves = block.argument
            case _:
                cut.lines += block.lines
    yield from _flushed(cut)


def _exercise(cut: _Cut, block: Block) -> None:
    """Put a heading, and the text of an exercise that is one block, in place of its directive."""
    cut.count += 1
    cut.exercise = (block.options or {}).get("label", "")
    number = ".".join(map(str, (*cut.chapter, cut.count)))
    cut.lines.append(f"### Exercise {number}" + (f" · {block.argument}" if block.argument else ""))
    cut.lines += block.body.splitlines()


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
