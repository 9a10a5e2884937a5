import json

import nbformat
import pytest

from lasaft_nb.errors import UserError
from lasaft_nb.results.reproduce import CHAPTERS, chapter_of, reproduce
from lasaft_nb.results.tables import table_ids


@pytest.fixture
def chapter(tmp_path):
    """A chapter of two cells that writes what it was given where records go."""
    cells = [
        nbformat.v4.new_code_cell("PRESET = 'lite'\nSEED = 0", metadata={"tags": ["parameters"]}),
        nbformat.v4.new_code_cell(
            "import json, os, pathlib\n"
            "folder = pathlib.Path(os.environ['LASAFT_NB_RESULTS'])\n"
            "(folder / 'given.json').write_text(json.dumps([PRESET, 10 // SEED]))"
        ),
    ]
    path = tmp_path / "chapter.ipynb"
    metadata = {"language_info": {"name": "python"}}
    nbformat.write(nbformat.v4.new_notebook(cells=cells, metadata=metadata), path)
    return path


def test_a_chapter_runs_with_parameters_and_leaves_notebook_and_records(chapter, tmp_path) -> None:
    left = reproduce(chapter, out=tmp_path / "runs", PRESET="smoke", SEED=5)
    assert json.loads((left.results / "given.json").read_text()) == ["smoke", 2]
    assert left.notebook.parent == left.results.parent and left.notebook.parent.parent == tmp_path / "runs"
    assert nbformat.read(left.notebook, 4).cells[-1].outputs
    assert not nbformat.read(chapter, 4).cells[-1].outputs


def test_a_failing_chapter_is_kept_and_the_cell_named(chapter, tmp_path) -> None:
    with pytest.raises(UserError, match=r"chapter\.ipynb failed with ZeroDivisionError"):
        reproduce(chapter, out=tmp_path / "runs", SEED=0)
    assert list((tmp_path / "runs").glob("*/chapter.ipynb"))


def test_every_table_has_a_chapter() -> None:
    assert set(CHAPTERS) == set(table_ids())


def test_unknown_tables_and_absent_chapters_are_refused(tmp_path) -> None:
    with pytest.raises(UserError, match=r"table must be one of 3\.1, .*, got '6\.1'"):
        chapter_of("6.1")
    with pytest.raises(UserError, match="the chapters are not installed with the package"):
        chapter_of("3.5", book=tmp_path / "book")
    with pytest.raises(UserError, match=r"the chapter of table 3\.5, .* is not written yet"):
        chapter_of("3.5", book=tmp_path)
