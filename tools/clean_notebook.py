"""Notebooks as they stand in git, and as they are shown: `python tools/clean_notebook.py [FILE…]`, else all of book/.

In git a notebook is source: cells without outputs, except the texts that nbval compares with (tag
``nbval-check-output``). The command makes files so, in place. An executed copy keeps its outputs; there only what
changes from run to run is dropped.

Every output brings the scripts and styles of its player or table, so that it works alone; in an executed copy they are
kept once, at their first use. JupyterLab and VS Code show all outputs in one page, where once is enough. Colab shows
each output in a frame of its own: before a cell has run there, later players are the browser's plain ones.
"""

import re
import sys
from pathlib import Path

import nbformat
from nbformat import NotebookNode

KERNEL = {"name": "python3", "display_name": "Python 3", "language": "python"}
SHARED = re.compile(r"<(script|style)>.*?</\1>", re.DOTALL)
COMPARED = "nbval-check-output"
RUN_METADATA = ("papermill", "widgets", "execution", "scrolled", "collapsed", "ExecuteTime")


def code(notebook: NotebookNode) -> list[NotebookNode]:
    """The code cells."""
    return [cell for cell in notebook.cells if cell.cell_type == "code"]


def written(notebook: NotebookNode) -> str:
    """The text of a notebook's file."""
    return nbformat.writes(notebook).rstrip("\n") + "\n"


def cleaned(notebook: NotebookNode) -> NotebookNode:
    """The notebook with one kernel name, without injected parameters and timings, its cells counted from 1."""
    for name in RUN_METADATA:
        notebook.metadata.pop(name, None)
    notebook.metadata["kernelspec"] = dict(KERNEL)
    notebook.metadata["language_info"] = {"name": "python"}
    notebook.cells = [c for c in notebook.cells if "injected-parameters" not in c.metadata.get("tags", [])]
    count = 0
    for cell in notebook.cells:
        for name in RUN_METADATA:
            cell.metadata.pop(name, None)
        if cell.metadata.get("tags") == []:
            del cell.metadata["tags"]
        if cell.cell_type == "code" and cell.execution_count is not None:
            count += 1
            _number(cell, count)
            cell.outputs = _merged(cell.outputs)
    _share(notebook)
    return notebook


def source(notebook: NotebookNode) -> NotebookNode:
    """The notebook as it stands in git: no outputs, but those that are compared; nothing of the run that made them."""
    notebook = cleaned(notebook)
    notebook.metadata.pop("lasaft_nb", None)
    for cell in code(notebook):
        cell.execution_count = None
        if COMPARED not in cell.metadata.get("tags", []):
            cell.outputs = []
        if cell.outputs:
            _number(cell, 1)  # nbval refuses outputs without a count
    return notebook


def _share(notebook: NotebookNode) -> None:
    """Keep each style where it comes first, and an output's scripts where one of them does: they need each other."""
    seen: set[str] = set()
    data = (output.get("data", {}) for cell in notebook.cells for output in cell.get("outputs", []))
    for bundle in data:
        html = bundle.get("text/html", "")
        parts = {match[0] for match in SHARED.finditer(html)}
        scripts = {part for part in parts if part.startswith("<script")}
        for spare in (parts & seen) - (set() if scripts <= seen else scripts):
            bundle["text/html"] = bundle["text/html"].replace(spare, "")
        seen |= parts


def _merged(outputs: list[NotebookNode]) -> list[NotebookNode]:
    """Streams of one name in a row become one: where the kernel cut them is chance."""
    merged: list[NotebookNode] = []
    for output in outputs:
        if merged and output.output_type == "stream" and merged[-1].get("name") == output.name:
            merged[-1].text += output.text
        else:
            merged.append(output)
    return merged


def _number(cell: NotebookNode, count: int) -> None:
    cell.execution_count = count
    for output in cell.outputs:
        if "execution_count" in output:
            output.execution_count = count
        if output.output_type in {"display_data", "execute_result"}:
            output.metadata = NotebookNode()


def clean(path: Path) -> bool:
    """Make a file source, in place; say whether it changed."""
    before = path.read_text("utf-8")
    after = written(source(nbformat.reads(before, as_version=4)))
    if after != before:
        path.write_text(after, "utf-8")
    return after != before


if __name__ == "__main__":
    book = Path(__file__).parent.parent / "book"
    found = [path for path in sorted(book.rglob("*.ipynb")) if ".ipynb_checkpoints" not in path.parts]
    for name in [Path(name) for name in sys.argv[1:]] or found:
        if clean(name):
            print(f"cleaned {name}")
