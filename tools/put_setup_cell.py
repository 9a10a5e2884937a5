"""Write the one set-up cell, tools/setup_cell.py, and the check of the parameters into every chapter.

`python tools/put_setup_cell.py` does it.
"""

from pathlib import Path

import nbformat

from lasaft_nb.errors import UserError

ROOT = Path(__file__).parent.parent
TEXT = (Path(__file__).parent / "setup_cell.py").read_text("utf-8").rstrip("\n")
ID = "setup"
# What hides its code on the site, in Colab and in JupyterLab.
METADATA = {"tags": ["remove-cell"], "cellView": "form", "jupyter": {"source_hidden": True}}
CHECK = "check-parameters"
CHECK_TEXT = """# @title Check the parameters
from lasaft_nb.training.parameters import checked

PRESET, SEED, DEVICE, DATA_ROOT, RETRAIN = checked(PRESET, SEED, DEVICE, DATA_ROOT, RETRAIN)"""


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
    """Replace a chapter's set-up cell, and the one after its parameters; say whether the file changed."""
    before = path.read_text("utf-8")
    notebook = nbformat.reads(before, as_version=4)
    cell = notebook.cells[place(notebook.cells, path)]
    cell.source, cell.metadata = TEXT, nbformat.from_dict(METADATA)
    _put_check(notebook.cells)
    after = nbformat.writes(notebook).rstrip("\n") + "\n"
    if after != before:
        path.write_text(after, "utf-8")
    return after != before


def _put_check(cells: list[nbformat.NotebookNode]) -> None:
    """A cell of its own behind the parameters, since papermill puts the given ones between the two."""
    cells[:] = [cell for cell in cells if cell.id != CHECK]
    for number, cell in enumerate(cells):
        if "parameters" in cell.metadata.get("tags", []):
            cells.insert(number + 1, nbformat.v4.new_code_cell(CHECK_TEXT, id=CHECK, metadata=METADATA))
            return


if __name__ == "__main__":
    for chapter in sorted((ROOT / "book").rglob("*.ipynb")):
        if ".ipynb_checkpoints" not in chapter.parts and put(chapter):
            print(f"wrote the cells of {chapter.relative_to(ROOT)}")
