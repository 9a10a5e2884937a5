"""A link to a claim opens its row: on arrival, by a click, by a second click after closing, and from a folder."""

from pathlib import Path

import pytest
from browser_driver import screen, wait_for

from lasaft_nb.show.html import inline

pytestmark = [pytest.mark.browser, pytest.mark.slow]
IS_OPEN = "return document.getElementById('c02').open"
ROWS = "".join(
    f'<details id="c{number:02d}"><summary>Claim {number}</summary><p style="height:90vh">numbers</p></details>'
    for number in range(1, 4)
)


@pytest.fixture
def page(tmp_path: Path) -> str:
    path = tmp_path / "claims.html"
    links = '<p style="height:120vh"><a id="other" href="#c01">C01</a> <a id="link" href="#c02">C02</a></p>'
    path.write_text(f"<!doctype html><title>Claims</title>{links}{inline('open-details.js')}{ROWS}", "utf-8")
    return path.as_uri()


def test_a_row_is_open_and_in_sight_when_its_address_is_opened(browser, page: str) -> None:
    screen(browser, width=1280, theme="light")
    browser.get(f"{page}#c02")
    wait_for(browser, IS_OPEN)
    assert browser.execute_script("return [...document.querySelectorAll('details[open]')].map(one => one.id)") == [
        "c02"
    ]
    top = browser.execute_script("return document.getElementById('c02').getBoundingClientRect().top")
    assert 0 <= top < 900


def test_a_click_opens_a_row_also_after_it_was_closed(browser, page: str) -> None:
    screen(browser, width=1280, theme="light")
    browser.get(page)
    assert not browser.execute_script(IS_OPEN)
    browser.execute_script("document.getElementById('link').click()")
    wait_for(browser, IS_OPEN)
    browser.execute_script("document.getElementById('c02').open = false; document.getElementById('link').click()")
    wait_for(browser, IS_OPEN)


def test_an_address_without_a_row_opens_none(browser, page: str) -> None:
    browser.get(f"{page}#nothing")
    browser.execute_async_script("window.setTimeout(arguments[0], 200)")
    assert not browser.execute_script("return document.querySelector('details[open]') !== null")
