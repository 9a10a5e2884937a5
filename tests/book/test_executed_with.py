"""The line under every page: when, on what and with which versions."""

import re

import pytest
from book_site import module

lines = module("book/_ext/executed_with.py")
EXECUTED = {
    "date": "2026-01-02",
    "seconds": 7,
    "preset": "lite",
    "machine": "Linux",
    "versions": {"torch": "2.13"},
    "commit": "0123456789ab",
}


def test_the_line_names_date_time_preset_machine_versions_and_commit() -> None:
    said = lines.of_notebook({"cells": [], "metadata": {"lasaft_nb": EXECUTED}})
    assert said == "Executed on 2026-01-02 in 7 s with preset lite on Linux; torch 2.13 (commit 0123456789ab)."


def test_a_chapter_that_never_ran_says_nothing() -> None:
    assert lines.of_notebook({"cells": [], "metadata": {}}) == ""


def test_a_page_without_cells_says_when_it_was_made(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "0")
    assert re.match(r"Made on 1970-01-01 on .* CPU cores, Python \S+; jupyter-book 1\.\S+, Sphinx ", lines.of_build())
