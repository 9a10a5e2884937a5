"""Student and instructor notebooks from the chapters: `python tools/teaching_notebooks.py [--out _build/notebooks]`.

One source, the chapters of _toc.yml. Where the instructor's notebook has a solution, the student's has a cell to answer
in; in all else the two are equal. Both come without outputs: students predict first, then run.
"""

import argparse
import copy
import itertools
import sys
from collections.abc import Iterator
from pathlib import Path

import nbformat
import yaml
from clean_notebook import KERNEL
from exercise_cells import Piece, pieces
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from lasaft_nb.paths import atomic_write

ROOT = Path(__file__).parent.parent
VERSIONS = ("student", "instructor")
BUILT = "<!-- generated: "
NOTES = "*Your notes here; the cell above checks your answer.*"
CODE = "# your answer here"
WORDS = "*Your answer here.*"


def sources(root: Path = ROOT) -> list[Path]:
    """Pages with exercises in reading order: all notebooks, and Markdown pages such as the conclusion."""
    toc = yaml.safe_load((root / "_toc.yml").read_text("utf-8"))
    names = [entry["file"] for part in toc["parts"] for entry in part["chapters"]]
    files = (root / f"{name}{suffix}" for name in names for suffix in (".ipynb", ".md"))
    return [
        path for path in files if path.is_file() and (path.suffix == ".ipynb" or "{exercise" in path.read_text("utf-8"))
    ]


def chapter_cells(path: Path) -> list[NotebookNode]:
    """The cells of a page, no outputs; a Markdown page is one cell, and what the site generates in it is left out."""
    if path.suffix == ".md":
        lines = path.read_text("utf-8").splitlines()
        kept = "\n".join("*(This table is on the page.)*" if line.startswith(BUILT) else line for line in lines)
        return [nbformat.from_dict(new_markdown_cell(kept) | {"id": path.stem})]
    cells = nbformat.read(path, as_version=4).cells
    for cell in cells:
        if cell.cell_type == "code":
            cell.outputs, cell.execution_count = [], None
    return cells


def instructor(found: list[Piece]) -> list[NotebookNode]:
    """All cells; solutions have the tag ``solution`` and begin with that word."""
    return [copy.deepcopy(piece.cell) if not piece.solves else _solution(piece) for piece in found]


def _solution(piece: Piece) -> NotebookNode:
    cell = copy.deepcopy(piece.cell)
    cell.metadata = NotebookNode(tags=["solution"], solves=piece.solves)
    if cell.cell_type == "markdown":
        cell.source = (
            f"**Solution.** {cell.source}" if not cell.source.startswith("`") else f"**Solution.**\n\n{cell.source}"
        )
    return cell


def student(found: list[Piece], checked: set[str]) -> list[NotebookNode]:
    """All cells but solutions; each of those leaves one cell with the tag ``answer``."""
    return list(_student(found, checked))


def _student(found: list[Piece], checked: set[str]) -> Iterator[NotebookNode]:
    for solves, group in itertools.groupby(found, key=lambda piece: piece.solves):
        cells = [piece.cell for piece in group]
        if not solves:
            yield from copy.deepcopy(cells)
            continue
        code = any(cell.cell_type == "code" or "```python" in cell.source for cell in cells)
        new = (
            new_code_cell(CODE)
            if code and solves not in checked
            else new_markdown_cell(NOTES if solves in checked else WORDS)
        )
        new.id, new.metadata = f"answer-{solves}"[:64], NotebookNode(tags=["answer"], solves=solves)
        yield new


def versions(path: Path, root: Path = ROOT) -> dict[str, NotebookNode]:
    """The student's and the instructor's notebook of a page."""
    found, checked = pieces(chapter_cells(path))
    cells = {"student": student(found, checked), "instructor": instructor(found)}
    source = path.relative_to(root).as_posix()
    about = {"kernelspec": dict(KERNEL), "language_info": {"name": "python"}}
    return {
        version: new_notebook(
            cells=cells[version], metadata=about | {"lasaft_nb": {"version": version, "source": source}}
        )
        for version in VERSIONS
    }


def written(path: Path, root: Path = ROOT) -> dict[str, str]:
    """For each version: its file's name below the output folder, and its text."""
    below = path.relative_to(root / "book").with_suffix(".ipynb").as_posix()
    return {f"{name}/{below}": nbformat.writes(book).rstrip("\n") + "\n" for name, book in versions(path, root).items()}


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--out", type=Path, default=ROOT / "_build" / "notebooks")
    out = parser.parse_args(arguments).out
    for path in sources():
        for name, text in written(path).items():
            with atomic_write(out / name) as temporary:
                temporary.write_text(text, "utf-8")
    print(f"{len(sources())} chapters in {out}/student and {out}/instructor")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
