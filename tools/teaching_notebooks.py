"""Three editions of the chapters: `python tools/teaching_notebooks.py [--out _build/notebooks]`.

One source, the chapters of _toc.yml, in plain Markdown. ``colab`` has each solution folded away below its exercise,
``instructor`` has it open, ``student`` has a cell to answer in; in all else they are equal. None has outputs: students
predict first, then run. What Binder and a visitor of the branch ``notebooks`` need lies beside them. Assignments have
two editions, ``student`` and ``instructor``, in nbgrader's format: see tools/assignments.py.
"""

import argparse
import copy
import itertools
import re
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import assignments
import nbformat
import yaml
from clean_notebook import KERNEL
from clean_notebook import written as text_of
from exercise_cells import Piece, pieces
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook
from plain_markdown import folded, plain
from put_setup_cell import ID, METADATA, TEXT, place
from site_links import page_address, repository, site

from lasaft_nb.paths import atomic_write

ROOT = Path(__file__).parent.parent
sys.path.append(str(ROOT / "book" / "_ext"))
from chapter_numbers import chapter_of  # noqa: E402 (as the site counts)

BUILT = "<!-- generated: "
NOTES = "*Your notes here; the cell above checks your answer.*"
CODE = "# your answer here"
WORDS = "*Your answer here.*"
BLOCK = r"[`~|>$#-]|\d+\. |\* "  # how a list, a table, code or an equation begins: nothing may stand before it
ABOUT = {
    "colab": "A click on *Solution* below an exercise opens it; code in it is text: to run it, copy it into a cell.",
    "student": "Below each exercise that has a solution there is a cell for your answer.",
    "instructor": "Solutions stand below their exercises.",
}
BRANCH = """# Notebooks

Written from the chapters of [the book]({site}) by [its source]({repository}); changes belong there.
`colab` has solutions that unfold, `student` none, `instructor` open ones. None has outputs: predict first, then run.
The folders `assignments` hold graded assignments in nbgrader's format, for students and with their key.
"""


def sources(root: Path = ROOT) -> list[Path]:
    """Pages with exercises in reading order: all notebooks, and Markdown pages such as the conclusion."""
    toc = yaml.safe_load((root / "_toc.yml").read_text("utf-8"))
    names = [entry["file"] for part in toc["parts"] for entry in part["chapters"]]
    files = (root / f"{name}{suffix}" for name in names for suffix in (".ipynb", ".md"))
    return [
        path for path in files if path.is_file() and (path.suffix == ".ipynb" or "{exercise" in path.read_text("utf-8"))
    ]


def chapter_cells(path: Path) -> list[NotebookNode]:
    """The cells of a page, no outputs."""
    if path.suffix == ".md":
        return _page_cells(path)
    cells = nbformat.read(path, as_version=4).cells
    for cell in cells:
        if cell.cell_type == "code":
            cell.outputs, cell.execution_count = [], None
    return cells


def _page_cells(path: Path) -> list[NotebookNode]:
    """A Markdown page as title, set-up and text; what the site generates in it is left out."""
    lines = path.read_text("utf-8").splitlines()
    kept = ["*(This table is on the page.)*" if line.startswith(BUILT) else line for line in lines]
    title = next(number for number, line in enumerate(kept, 1) if re.match("# ", line))
    cells = [
        new_markdown_cell("\n".join(kept[:title])) | {"id": f"{path.stem}-title"},
        new_code_cell(TEXT, metadata=METADATA) | {"id": ID},
        new_markdown_cell("\n".join(kept[title:])) | {"id": path.stem},
    ]
    return [nbformat.from_dict(cell) for cell in cells]


def instructor(found: list[Piece], _checked: set[str]) -> Iterator[NotebookNode]:
    """All cells; solutions have the tag ``solution`` and begin with that word."""
    for piece in found:
        cell = copy.deepcopy(piece.cell)
        if piece.solves:
            cell.metadata = NotebookNode(tags=["solution"], solves=piece.solves)
            if cell.cell_type == "markdown":
                between = "\n\n" if re.match(BLOCK, cell.source) else " "
                cell.source = f"**Solution.**{between}{cell.source}"
        yield cell


def student(found: list[Piece], checked: set[str]) -> Iterator[NotebookNode]:
    """All cells but solutions; each of those leaves one cell with the tag ``answer``."""
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


def colab(found: list[Piece], _checked: set[str]) -> Iterator[NotebookNode]:
    """All cells; a solution is one cell that unfolds, in which code is text: HTML can't fold a cell."""
    for solves, group in itertools.groupby(found, key=lambda piece: piece.solves):
        cells = [piece.cell for piece in group]
        if not solves:
            yield from copy.deepcopy(cells)
            continue
        body = "\n\n".join(_fenced(cell.source) if cell.cell_type == "code" else cell.source for cell in cells)
        new = new_markdown_cell(folded("Solution", body))
        new.id, new.metadata = f"solution-{solves}"[:64], NotebookNode(tags=["solution"], solves=solves)
        yield new


def _fenced(code: str) -> str:
    return f"```python\n{code}\n```"


EDITIONS: dict[str, Callable[[list[Piece], set[str]], Iterator[NotebookNode]]] = {
    "colab": colab,
    "student": student,
    "instructor": instructor,
}


def versions(path: Path, root: Path = ROOT) -> dict[str, NotebookNode]:
    """The notebook of a page in each edition."""
    found, checked = pieces(chapter_cells(path), chapter_of(path))
    for piece in found:
        if piece.cell.cell_type == "markdown":
            piece.cell.source = plain(piece.cell.source, path)
    found = [piece for piece in found if piece.cell.source]
    return {edition: _notebook(edition, list(made(found, checked)), path, root) for edition, made in EDITIONS.items()}


def _notebook(edition: str, cells: list[NotebookNode], path: Path, root: Path) -> NotebookNode:
    """A notebook that says, above its set-up cell, what it is and where its page with sounds and figures is."""
    words = (
        f"**Before you start.** This notebook is [a page of the book]({page_address(path)}), where figures and sounds "
        "can be seen and heard without running anything. To run it, begin with the next cell: where the library is "
        f"missing, as in Colab, it installs it in about three minutes; elsewhere it does nothing. {ABOUT[edition]}"
    )
    about = new_markdown_cell(words)
    about.id = "about"
    start = place(cells, path)
    return new_notebook(
        cells=[*cells[:start], about, *cells[start:]],
        metadata={
            "kernelspec": dict(KERNEL),
            "language_info": {"name": "python"},
            "lasaft_nb": {"version": edition, "source": path.relative_to(root).as_posix()},
        },
    )


def written(path: Path, root: Path = ROOT) -> dict[str, str]:
    """For each edition: its file's name below the output folder, and its text."""
    below = path.relative_to(root / "book").with_suffix(".ipynb").as_posix()
    return {f"{name}/{below}": nbformat.writes(book).rstrip("\n") + "\n" for name, book in versions(path, root).items()}


def assigned(path: Path, root: Path = ROOT) -> dict[str, str]:
    """An assignment for students and for who grades it: its file's name below the output folder, and its text."""
    notebook = nbformat.read(path, as_version=4)
    for cell in notebook.cells:
        if cell.cell_type == "markdown":
            cell.source = plain(cell.source, path)
    below = path.relative_to(root / "book").as_posix()
    return {f"student/{below}": text_of(assignments.student(notebook)), f"instructor/{below}": text_of(notebook)}


def beside() -> dict[str, str]:
    """What the branch ``notebooks`` holds beside the editions: a word for visitors, and Binder's environment."""
    return {
        "README.md": BRANCH.format(site=site(), repository=repository()),
        "requirements.txt": f"lasaft-nb[train,evaluate] @ {repository()}/archive/main.zip\n",
        "runtime.txt": "python-3.11\n",
    }


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--out", type=Path, default=ROOT / "_build" / "notebooks")
    out = parser.parse_args(arguments).out
    files = beside()
    for path in sources():
        files |= written(path)
    for path in assignments.sources():
        files |= assigned(path)
    for name, text in files.items():
        with atomic_write(out / name) as temporary:
            temporary.write_text(text, "utf-8")
    print(f"{len(sources())} chapters in {out} as {', '.join(EDITIONS)}; {len(assignments.sources())} assignments")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
