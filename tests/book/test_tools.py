"""The tools that execute and clean chapters, tried on a small notebook of our own."""

import json
import sys
from pathlib import Path

import nbformat
import pytest
from book_site import module
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output


@pytest.fixture
def tool(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    execute_book = module("tools/execute_book.py")
    monkeypatch.setitem(sys.modules, "execute_book", execute_book)  # its processes look it up by name
    monkeypatch.setattr(execute_book, "ROOT", tmp_path)
    monkeypatch.setattr(execute_book, "surroundings", lambda parameters: "library, data and songs")
    return execute_book


def write(folder: Path, *sources: str, prose: str = "# One") -> Path:
    tags = {True: {"tags": ["parameters"]}, False: {}}
    cells = [new_code_cell(source, metadata=tags["PRESET =" in source]) for source in sources]
    (folder / "_toc.yml").write_text("root: index\nparts:\n  - chapters:\n      - file: chapter\n")
    path = folder / "chapter.ipynb"
    nbformat.write(new_notebook(cells=[new_markdown_cell(prose), *cells]), path)
    return path


def test_a_copy_is_executed_with_the_parameters_and_says_what_ran(tool, tmp_path: Path) -> None:
    path = write(tmp_path, "PRESET = 'none'\nN = 1", "print(PRESET, N + 1)")
    before = path.read_bytes()
    assert tool.execute(path, {"PRESET": "smoke", "N": 41}, "mark") == ""
    assert path.read_bytes() == before
    notebook = nbformat.read(tool.copy_of(path, "smoke"), as_version=4)
    assert [cell.source for cell in notebook.cells] == ["# One", "PRESET = 'none'\nN = 1", "print(PRESET, N + 1)"]
    assert notebook.cells[-1].outputs[0].text == "smoke 42\n"
    assert [cell.execution_count for cell in notebook.cells[1:]] == [1, 2]
    said = notebook.metadata["lasaft_nb"]
    assert (said["preset"], said["stamp"]) == ("smoke", "mark")
    assert "torch" in said["versions"]


def test_a_chapter_that_fails_keeps_its_copy_and_the_error_is_told(tool, tmp_path: Path) -> None:
    path = write(tmp_path, "PRESET = 'none'", "1 / 1")
    assert tool.execute(path, {"PRESET": "smoke"}, "mark") == ""
    before = tool.copy_of(path, "smoke").read_bytes()
    assert "ZeroDivisionError" in tool.execute(write(tmp_path, "1 / 0"), {"PRESET": "smoke"}, "mark")
    assert tool.copy_of(path, "smoke").read_bytes() == before


def test_what_is_current_does_not_run_again_and_takes_the_chapters_new_prose(
    tool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = write(tmp_path, "PRESET = 'none'", "print('ran')")
    assert not tool.all_current("smoke")
    assert tool.main(["--preset", "smoke", "--jobs", "1"]) == 0
    assert tool.all_current("smoke") and not tool.all_current("lite")
    write(tmp_path, "PRESET = 'none'", "print('ran')", prose="# Two")
    assert tool.all_current("smoke")
    monkeypatch.setattr(tool, "execute", None)  # must not be called
    assert tool.main(["--preset", "smoke", "--jobs", "1"]) == 0
    notebook = nbformat.read(tool.copy_of(path, "smoke"), as_version=4)
    assert notebook.cells[0].source == "# Two"
    assert notebook.cells[-1].outputs[0].text == "ran\n"
    write(tmp_path, "PRESET = 'none'", "print('changed')")
    assert not tool.all_current("smoke")


def test_the_stamp_changes_with_code_parameters_and_surroundings_but_not_with_outputs(tool, tmp_path: Path) -> None:
    path = write(tmp_path, "x = 1")
    first = tool.stamp(path, {"PRESET": "lite"}, "library")
    notebook = nbformat.read(path, as_version=4)
    notebook.cells[1].outputs = [new_output("stream", text="1")]
    nbformat.write(notebook, path)
    assert tool.stamp(path, {"PRESET": "lite"}, "library") == first
    assert tool.stamp(path, {"PRESET": "paper"}, "library") != first
    assert tool.stamp(path, {"PRESET": "lite"}, "other") != first
    assert tool.stamp(write(tmp_path, "x = 2"), {"PRESET": "lite"}, "library") != first


def test_other_songs_and_another_library_are_other_surroundings(tmp_path: Path, monkeypatch) -> None:
    tool = module("tools/execute_book.py")
    monkeypatch.setattr(tool, "identify", lambda root: {"name": "songs", "fingerprint": str(root)})
    monkeypatch.setattr(tool, "library_hash", lambda: "one")
    here = tool.surroundings({"PRESET": "smoke", "DATA_ROOT": "a"})
    assert here == tool.surroundings({"PRESET": "smoke", "DATA_ROOT": "a"})
    assert here != tool.surroundings({"PRESET": "smoke", "DATA_ROOT": "b"})
    monkeypatch.setattr(tool, "library_hash", lambda: "two")
    assert here != tool.surroundings({"PRESET": "smoke", "DATA_ROOT": "a"})


def test_cleaning_twice_changes_nothing_more_and_drops_what_a_run_leaves() -> None:
    clean = module("tools/clean_notebook.py").cleaned
    cells = [
        new_code_cell("N = 2", metadata={"tags": ["injected-parameters"]}, execution_count=1),
        new_code_cell("N", metadata={"papermill": {"duration": 1.0}, "tags": []}, execution_count=7),
    ]
    notebook = new_notebook(
        cells=cells, metadata={"papermill": {}, "kernelspec": {"name": "my-env", "display_name": "x"}}
    )
    once = json.dumps(clean(notebook))
    assert json.dumps(clean(notebook)) == once
    assert [cell.source for cell in notebook.cells] == ["N"]
    assert notebook.cells[0].execution_count == 1
    assert notebook.cells[0].metadata == {}
    assert notebook.metadata.kernelspec.name == "python3"


def test_source_keeps_only_the_outputs_that_are_compared() -> None:
    said = [new_output("stream", text="1\n")]
    cells = [
        new_code_cell("compared()", metadata={"tags": ["nbval-check-output"]}, outputs=said, execution_count=7),
        new_code_cell("compared_but_silent()", metadata={"tags": ["nbval-check-output"]}, execution_count=8),
        new_code_cell("shown()", outputs=said, execution_count=9),
    ]
    notebook = module("tools/clean_notebook.py").source(
        new_notebook(cells=cells, metadata={"lasaft_nb": {"date": "x"}})
    )
    assert [len(cell.outputs) for cell in notebook.cells] == [1, 0, 0]
    assert [cell.execution_count for cell in notebook.cells] == [1, None, None]  # nbval wants a count beside outputs
    assert "lasaft_nb" not in notebook.metadata


def test_a_script_that_several_outputs_bring_is_kept_where_it_comes_first() -> None:
    clean = module("tools/clean_notebook.py").cleaned
    f, g, h = ("<script>" + name + "()</script>" for name in "fgh")
    parts = [f"<style>a</style><p>1</p>{f}{h}", f"<style>a</style><p>2</p>{h}{g}", f"<style>a</style><p>3</p>{f}{g}"]
    outputs = [new_output("display_data", data={"text/html": part}) for part in parts]
    notebook = new_notebook(cells=[new_code_cell(str(n), outputs=[one]) for n, one in enumerate(outputs)])
    for _ in range(2):
        kept = [cell.outputs[0].data["text/html"] for cell in clean(notebook).cells]
        assert kept == [parts[0], f"<p>2</p>{h}{g}", "<p>3</p>"]  # g may need h, and JupyterLab draws the second first
