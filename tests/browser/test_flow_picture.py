"""Diagrams in a real browser: a box is reached by keyboard and leads to its part, in both themes and on a telephone."""

from pathlib import Path

import pytest
from browser_driver import axe_faults, screen

from lasaft_nb import show

pytestmark = pytest.mark.browser
HEAD = (
    '<!doctype html><html lang="en"><meta charset="utf-8"><title>Diagrams</title>'
    '<meta name="viewport" content="width=device-width"><meta name="color-scheme" content="light dark">'
    "<style>a { color: inherit }</style><main><h1>Diagrams</h1><a href='#'>before</a>"
)
ROWS = {"DME": ("$M$", "$|M|$", "U-Net", "ReLU", "× e^{i∠M}", "$T̂$")}


@pytest.fixture
def address(tmp_path: Path) -> str:
    """A page, opened as a file, with flows, a block and plenty of space between a picture and its table."""
    flows = show.flows(ROWS, "One flow", bypass={"DME": (0, 4, "phase")}, parts={"DME": "DME", "U-Net": "U-Net"})
    parts = flows.html, show.block_picture("TFC-TDF").html, "<p style='height: 120rem'>the end</p>"
    page = tmp_path / "page.html"
    page.write_text(f"{HEAD}{''.join(parts)}</main></html>", "utf-8")
    return page.as_uri()


def tabbed(browser) -> str:
    """Press Tab; the name of what has the focus then."""
    from selenium.webdriver import ActionChains
    from selenium.webdriver.common.keys import Keys

    ActionChains(browser).send_keys(Keys.TAB).perform()
    return browser.execute_script(
        "const at = document.activeElement; return at.querySelector('title')?.textContent ?? at.textContent"
    )


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("width", [390, 1280])
def test_enter_on_a_box_leads_to_its_row_and_tab_to_the_explanation(browser, address: str, width, theme: str) -> None:
    from selenium.webdriver import ActionChains
    from selenium.webdriver.common.keys import Keys

    screen(browser, width=width, theme=theme)
    browser.get(address)
    names = [tabbed(browser) for _ in range(4)]
    assert names[0] == "before"  # then what scrolls, then the boxes
    assert names[2:] == ["DME: to DME in the table of parts", "U-Net: to U-Net in the table of parts"]
    ActionChains(browser).send_keys(Keys.ENTER).perform()
    row, top, outline = browser.execute_script(
        "const row = document.querySelector(':target'), { top } = row.getBoundingClientRect();"
        "return [row.querySelector('th').textContent, top, getComputedStyle(row).outlineStyle]"
    )
    assert (row, outline) == ("U-Net", "solid")
    assert 0 <= top < 900
    assert tabbed(browser) == "the u net"
    assert browser.execute_script("return document.activeElement.getAttribute('data-place')").endswith("#the-u-net")


def test_a_click_leads_there_too_and_nothing_is_wider_than_a_telephone(browser, address: str) -> None:
    from selenium.webdriver.common.by import By

    screen(browser, width=390, theme="dark")
    browser.get(address)
    box = browser.find_elements(By.CSS_SELECTOR, ".lasaft-flow")[1].find_element(By.CSS_SELECTOR, "a text")
    box.click()
    assert browser.execute_script("return document.querySelector(':target th').textContent") == "TFC"
    assert browser.execute_script("return document.documentElement.scrollWidth") <= 390
    overflowing = (
        "return [...document.querySelectorAll('.fp-parts')].map((one) => one.getBoundingClientRect())"
        ".filter(({ left, right }) => left < 0 || right > 390).length"
    )
    assert browser.execute_script(overflowing) == 0


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_axe_finds_nothing_in_a_diagram(browser, address: str, theme: str) -> None:
    screen(browser, width=390, theme=theme)
    browser.get(address)
    assert axe_faults(browser) == []
