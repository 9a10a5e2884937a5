"""Write the one set-up cell, tools/setup_cell.py, into every chapter: `python tools/put_setup_cell.py`."""

from pathlib import Path

import nbformat

from lasaft_nb.errors import UserError

ROOT = Path(__file__).parent.parent
TEXT = (Path(__file__).parent / "setup_cell.py").read_text("utf-8").rstrip("\n")
ID = "setup"
# What hides its code on the site, in Colab and in JupyterLab.
METADATA = {"tags": ["remove-cell"], "cellView": "form", "jupyter": {"source_hidden": True}}


def place(cells: list[nbformat.NotebookNode], path: Path) -> int:
    """The number of a chapter's set-up cell.

    Raises:
        UserError: when the chapter has none.
    """
    for number, cell in enumerate(cells):
        if cell.id == ID:
            return number
    raise UserError(f"{path.name} has no cell with the id {ID!r}; begin it with the first code cell of another chapter")


def put(path: Path) -> bool:
    """Replace a chapter's set-up cell; say whether the file changed."""
    before = path.read_text("utf-8")
    notebook = nbformat.reads(before, as_version=4)
    cell = notebook.cells[place(notebook.cells, path)]
    cell.source, cell.metadata = TEXT, nbformat.from_dict(METADATA)
    after = nbformat.writes(notebook).rstrip("\n") + "\n"
    if after != before:
        path.write_text(after, "utf-8")
    return after != before


if __name__ == "__main__":
    for chapter in sorted((ROOT / "book").rglob("*.ipynb")):
        if ".ipynb_checkpoints" not in chapter.parts and put(chapter):
            print(f"wrote the set-up cell of {chapter.relative_to(ROOT)}")
