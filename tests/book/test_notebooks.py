"""Every chapter as it stands in git: in the table of contents, source without outputs, set up and cut as its kin."""

import json
import re
from pathlib import Path

import nbformat
import pytest
import yaml
from book_site import NOTEBOOKS, REPOSITORY, module

from lasaft_nb import experiments
from lasaft_nb.experiments.train_table import jobs
from lasaft_nb.results.published import PUBLISHED
from lasaft_nb.results.reproduce import CHAPTERS

COLUMNS, LINES = 80, 20  # of a cell that is shown: what fits the page of a laptop, and paper
PARAMETERS = {"PRESET", "SEED", "DEVICE", "DATA_ROOT", "RETRAIN"}


@pytest.fixture(params=NOTEBOOKS, ids=lambda path: path.stem)
def notebook(request: pytest.FixtureRequest) -> nbformat.NotebookNode:
    return nbformat.read(request.param, as_version=4)


def code(notebook: nbformat.NotebookNode) -> list[nbformat.NotebookNode]:
    return [cell for cell in notebook.cells if cell.cell_type == "code"]


def tagged(notebook: nbformat.NotebookNode, tag: str) -> list[nbformat.NotebookNode]:
    return [cell for cell in notebook.cells if tag in cell.metadata.get("tags", [])]


def test_the_table_of_contents_and_the_folder_hold_the_same_files() -> None:
    toc = yaml.safe_load((REPOSITORY / "_toc.yml").read_text("utf-8"))
    listed = [toc["root"]] + [entry["file"] for part in toc["parts"] for entry in part["chapters"]]
    found = [*NOTEBOOKS, *(REPOSITORY / "book").rglob("*.md")]
    assert sorted(listed) == sorted(path.relative_to(REPOSITORY).with_suffix("").as_posix() for path in found)


def test_in_git_the_notebook_is_source_without_outputs_but_those_that_are_compared(
    notebook: nbformat.NotebookNode,
) -> None:
    nbformat.validate(notebook)
    before = json.dumps(notebook, sort_keys=True)
    cure = "make it source: python tools/clean_notebook.py"
    assert json.dumps(module("tools/clean_notebook.py").source(notebook), sort_keys=True) == before, cure


def test_there_is_one_cell_of_parameters_and_nothing_else_is_in_it(notebook: nbformat.NotebookNode) -> None:
    [cell] = tagged(notebook, "parameters")
    assigned = set(re.findall(r"^(\w+)(?:: \w+)? = ", cell.source, re.MULTILINE))
    assert assigned == PARAMETERS
    assert 'os.environ.get("LASAFT_NB_PRESET", "lite")' in cell.source


def test_the_setup_cell_comes_first_and_is_hidden(notebook: nbformat.NotebookNode) -> None:
    assert code(notebook)[0].id == "setup"
    assert code(notebook)[0].metadata == module("tools/put_setup_cell.py").METADATA


def test_the_check_of_the_parameters_follows_them(notebook: nbformat.NotebookNode) -> None:
    put = module("tools/put_setup_cell.py")
    [parameters] = tagged(notebook, "parameters")
    check = notebook.cells[notebook.cells.index(parameters) + 1]
    assert (check.id, check.source, check.metadata) == (put.CHECK, put.CHECK_TEXT, put.METADATA)


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_cells_are_short_and_narrow_enough_to_read(path: Path) -> None:
    cells = code(nbformat.read(path, as_version=4))
    shown = [cell for cell in cells if not {"remove-cell", "parameters"} & set(cell.metadata.get("tags", []))]
    unfolded = [cell for cell in shown if "hide-input" not in cell.metadata.get("tags", [])]
    assert [cell.source for cell in unfolded if len(cell.source.splitlines()) > LINES] == []
    assert [line for cell in shown for line in cell.source.splitlines() if len(line) > COLUMNS] == []


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_code_that_draws_is_folded_so_that_its_picture_comes_first(path: Path) -> None:
    folded = {"hide-input", "remove-cell"}
    cells = [one for one in code(nbformat.read(path, as_version=4)) if not folded & set(one.metadata.get("tags", []))]
    assert [cell.id for cell in cells if "plt." in cell.source] == []


def test_exercises_have_solutions_unless_they_are_open(notebook: nbformat.NotebookNode) -> None:
    prose = "\n".join(cell.source for cell in notebook.cells if cell.cell_type == "markdown")
    exercises = set(re.findall(r"\{exercise(?:-start)?\}[^\n]*\n:label: ([\w-]+)", prose))
    solved = set(re.findall(r"\{solution(?:-start)?\} ([\w-]+)", prose))
    assert solved <= exercises
    assert {label for label in exercises - solved if not label.endswith("-open")} == set()


TABLE = "RETRAIN = False  # True: train and score this chapter's table, see below"
NO_TABLE = "RETRAIN = False  # changes nothing here: this chapter has no table to train"
RETRAINS = re.compile(
    r"if RETRAIN:\n"
    r"    from lasaft_nb\.experiments\.train_table import retrain\n\n"
    r'    about = \{"preset": PRESET, "seed": SEED, "device": DEVICE\}\n'
    r"    retrain\((.+), data_root=DATA_ROOT, \*\*about\)"
)
BY_HAND = "03_before_deep_learning"  # its table has methods, and nothing to train


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_retrain_means_the_same_in_every_chapter(path: Path) -> None:
    notebook = nbformat.read(path, as_version=4)
    [parameters] = tagged(notebook, "parameters")
    others = [cell for cell in code(notebook) if cell.id != "check-parameters" and cell is not parameters]
    using = [cell.source for cell in others if "RETRAIN" in cell.source]
    assert parameters.source.splitlines()[-1] == (TABLE if using else NO_TABLE)
    if path.stem != BY_HAND:
        assert [source for source in using if not RETRAINS.fullmatch(source)] == []


def test_what_reproduces_a_table_is_the_chapter_that_trains_it() -> None:
    for table, name in CHAPTERS.items():
        experiment = PUBLISHED[table].experiment if table in PUBLISHED else ""
        if experiment in experiments.names():
            cells = "".join(cell.source for cell in code(nbformat.read(REPOSITORY / "book" / name, as_version=4)))
            asked = re.findall(r"^    retrain\((.+), data_root", cells, re.MULTILINE)
            named = {plan.name for one in asked for plan, *_ in jobs(re.findall(r'"([\w.]+)"', one), seeds=[0])}
            assert experiment in named, table
