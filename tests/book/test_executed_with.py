"""The line under every page: when, on what and with which versions."""

import re
from pathlib import Path

import nbformat
import pytest
from book_site import NOTEBOOKS, module

lines = module("book/_ext/executed_with.py")
EXECUTED = {
    "date": "2026-01-02",
    "seconds": 7,
    "preset": "lite",
    "machine": "Linux",
    "versions": {"torch": "2.13"},
    "commit": "0123456789ab",
}


def notebook(*sources: str, **executed: str) -> dict:
    cells = [{"cell_type": "code", "source": source} for source in sources]
    return {"cells": cells, "metadata": {"lasaft_nb": EXECUTED | executed} if executed else {}}


def test_the_line_names_date_time_preset_machine_versions_and_commit() -> None:
    said = lines.of_notebook(notebook("x = 1", code=lines.code_hash(notebook("x = 1")["cells"])))
    assert said == "Executed on 2026-01-02 in 7 s with preset lite on Linux; torch 2.13 (commit 0123456789ab)."


def test_a_chapter_whose_code_was_changed_says_so_and_one_that_never_ran_says_nothing() -> None:
    assert lines.of_notebook(notebook("x = 2", code="of something else")).endswith("changed since then.")
    assert lines.of_notebook(notebook("x = 2")) == ""


def test_the_code_is_what_counts_not_the_prose() -> None:
    cells = notebook("x = 1")["cells"]
    prose = [{"cell_type": "markdown", "source": "Words."}]
    assert lines.code_hash(cells) == lines.code_hash(cells + prose) != lines.code_hash(notebook("x = 2")["cells"])


def test_a_page_without_cells_says_when_it_was_made(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "0")
    assert re.match(r"Made on 1970-01-01 on .* CPU cores, Python \S+; jupyter-book 1\.\S+, Sphinx ", lines.of_build())


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_the_code_of_a_chapter_is_what_was_executed(path: Path) -> None:
    chapter = nbformat.read(path, as_version=4)
    if "code" not in chapter.metadata.get("lasaft_nb", {}):
        pytest.skip("executed before tools/execute_book.py noted the code; run it once with --force")
    assert not lines.of_notebook(chapter).endswith(lines.CHANGED)
