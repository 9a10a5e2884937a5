"""Pages by axe-core (tests/browser/vendor): structure and names in the light theme, contrast in both.

One page of every kind; `LASAFT_NB_ALL_PAGES=1` takes all of them, which is a matter of half an hour.
"""

import os
from pathlib import Path

import pytest
from book_site import pages
from browser_driver import AXE, axe_faults, screen

pytestmark = [pytest.mark.browser, pytest.mark.slow]
PAGES = ("index", "how_to", "06_conclusion", "playground", "network_in_the_page")
KINDS = (*PAGES, "appendix/claims", "appendix/datasets")
RULES = {"light": "{}", "dark": "{runOnly: ['color-contrast']}"}  # names and structure are the same in both


def _chosen(site: Path) -> list[str]:
    names = [page.relative_to(site).as_posix() for page in pages(site)]
    if os.environ.get("LASAFT_NB_ALL_PAGES"):
        return names
    chosen = [f"book/{kind}.html" for kind in KINDS]
    assert set(chosen) <= set(names)
    return chosen


@pytest.mark.parametrize("theme", RULES)
def test_axe_finds_nothing_that_hinders_a_reader(browser, site: Path, address: str, theme: str) -> None:
    browser.set_script_timeout(300)
    screen(browser, width=1280, theme=theme)
    faults = {}
    for name in _chosen(site):
        browser.get(address + name)
        if found := axe_faults(browser, RULES[theme]):
            faults[name] = [line[:300] for line in found]
    assert faults == {}


def test_axe_would_find_a_picture_without_a_text_and_grey_on_white(browser, tmp_path: Path) -> None:
    page = tmp_path / "bad.html"
    page.write_text("<main><h1>x</h1><img src=data:,><p style='color:#aaa;background:#fff'>pale</p></main>", "utf-8")
    browser.get(page.as_uri())
    found = " ".join(axe_faults(browser))
    assert "image-alt" in found
    assert "color-contrast" in found


def test_the_vendored_axe_keeps_its_licence() -> None:
    head = AXE.read_text("utf-8")[:700]
    assert head.startswith("/*! axe v4.")
    assert "Mozilla Public" in head
    assert "Copyright (c)" in head
