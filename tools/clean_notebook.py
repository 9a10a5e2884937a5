"""Drop what changes from run to run, so that notebooks diff cleanly: `python tools/clean_notebook.py FILE…`."""

import sys
from pathlib import Path

import nbformat
from nbformat import NotebookNode

KERNEL = {"name": "python3", "display_name": "Python 3", "language": "python"}
RUN_METADATA = ("papermill", "widgets", "execution", "scrolled", "collapsed", "ExecuteTime")


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
    return notebook


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
    """Clean a file in place; say whether it changed."""
    before = path.read_text("utf-8")
    after = nbformat.writes(cleaned(nbformat.reads(before, as_version=4))).rstrip("\n") + "\n"
    if after != before:
        path.write_text(after, "utf-8")
    return after != before


if __name__ == "__main__":
    for name in sys.argv[1:]:
        if clean(Path(name)):
            print(f"cleaned {name}")
