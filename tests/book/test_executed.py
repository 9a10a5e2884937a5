"""Every executed copy: no error, no warning, nothing of the machine, readable without eyes or ears, small to load."""

import json
import re
from functools import cache
from pathlib import Path

import nbformat
import pytest
from book_site import NOTEBOOKS, executed, made_book

pytestmark = pytest.mark.slow
PRIVATE_PATHS = re.compile(r"(?<![\w.:/])/(?:root|home|Users|work|tmp|var|opt)/[\w.-]+")
WARNING = re.compile(r"\b\w*Warning: |\bWARNING\b|\bwarnings\.warn\(")
DEFAULT_REPR = re.compile(r"<[\w.]+ object at |\bat 0x[0-9a-f]{6,}")
UNROUNDED = re.compile(r"\d\.\d{9,}")  # what a float32 shows as a Python float: 8.800000190734863
MEDIA = re.compile(r"base64,[\w+/=]+")


@cache
def copy(path: Path) -> nbformat.NotebookNode:
    return nbformat.read(executed(path), as_version=4)


@pytest.fixture(params=NOTEBOOKS, ids=lambda path: path.stem)
def notebook(request: pytest.FixtureRequest) -> nbformat.NotebookNode:
    return copy(request.param)


def code(notebook: nbformat.NotebookNode) -> list[nbformat.NotebookNode]:
    return [cell for cell in notebook.cells if cell.cell_type == "code"]


def outputs(notebook: nbformat.NotebookNode) -> list[nbformat.NotebookNode]:
    return [output for cell in code(notebook) for output in cell.outputs]


def html(notebook: nbformat.NotebookNode) -> str:
    """What is shown as HTML, without scripts and styles."""
    data = [output.data for output in outputs(notebook) if "data" in output]
    text = "\n".join(str(item["text/html"]) for item in data if "text/html" in item)
    return re.sub(r"<(script|style)\b.*?</\1>", "", text, flags=re.DOTALL)


def words(notebook: nbformat.NotebookNode) -> str:
    """What is printed, and what results are shown as text because they have no other form."""
    printed = [output.text for output in outputs(notebook) if output.output_type == "stream"]
    data = [output.data for output in outputs(notebook) if "data" in output]
    return "\n".join([*printed, *(str(item["text/plain"]) for item in data if set(item) == {"text/plain"})])


def test_every_cell_ran_without_an_error_or_a_warning(notebook: nbformat.NotebookNode) -> None:
    assert [cell.source for cell in code(notebook) if cell.execution_count is None] == []
    found = outputs(notebook)
    assert [output for output in found if output.output_type == "error" or output.get("name") == "stderr"] == []
    assert WARNING.findall(words(notebook) + html(notebook)) == []
    assert notebook.metadata["lasaft_nb"]["preset"] == made_book().preset


def test_no_output_names_a_folder_of_the_machine_that_made_it(notebook: nbformat.NotebookNode) -> None:
    texts = "\n".join(json.dumps(output) for output in outputs(notebook))
    assert PRIVATE_PATHS.findall(MEDIA.sub("", texts)) == []


def test_no_output_is_a_default_repr_or_an_unrounded_number(notebook: nbformat.NotebookNode) -> None:
    shown = words(notebook) + re.sub(r"<[^>]+>", " ", html(notebook))
    assert DEFAULT_REPR.findall(shown + html(notebook)) == []
    assert UNROUNDED.findall(shown) == []


@pytest.mark.parametrize(
    ("pattern", "caught", "passed"),
    [
        (PRIVATE_PATHS, "saved in /home/ann/data.wav", "see https://example.org/home/page"),
        (WARNING, "x.py:7: UserWarning: too short", "a warning to the reader"),
        (DEFAULT_REPR, "<lasaft_nb.Track object at 0x7f0a>", "<Track 'one'>"),
        (UNROUNDED, "8.800000190734863", "8.80"),
    ],
)
def test_the_checks_tell_what_they_look_for(pattern: re.Pattern[str], caught: str, passed: str) -> None:
    assert pattern.search(caught)
    assert not pattern.search(passed)


def test_every_picture_has_an_alternative_text(notebook: nbformat.NotebookNode) -> None:
    bare = [kind for output in outputs(notebook) for kind in output.get("data", {})]
    # figures go through lasaft_nb.show.figure(fig, alt)
    assert [kind for kind in bare if kind.startswith("image/")] == []
    images = re.findall(r"<img\b[^>]*>", html(notebook))
    assert [image[:80] for image in images if not re.search(r'\balt="[^"]{10,}"', image)] == []
    prose = "\n".join(cell.source for cell in notebook.cells if cell.cell_type == "markdown")
    assert re.findall(r"!\[\s*\]\(", prose) == []


def test_every_player_has_a_label(notebook: nbformat.NotebookNode) -> None:
    players = re.findall(r"<audio\b[^>]*>", html(notebook))
    assert [player[:80] for player in players if not re.search(r'\baria-label="[^"]+"', player)] == []


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_chapter_is_small_enough_to_load(path: Path) -> None:
    """Six seconds at 1 Mbit/s; the heaviest are near 0.7 MB, the rest is for what other versions draw and encode."""
    assert executed(path).stat().st_size < 800_000


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_copy_has_the_cells_of_its_chapter(path: Path) -> None:
    cells = [(cell.cell_type, cell.source) for cell in copy(path).cells]
    assert cells == [(cell.cell_type, cell.source) for cell in nbformat.read(path, as_version=4).cells]
