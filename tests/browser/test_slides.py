"""Slides on a projector of 720 lines: nothing overflows, none is nearly empty, and N opens the notes."""

from pathlib import Path

import pytest
from book_site import NOTEBOOKS, executed, module
from browser_driver import axe_faults, wait_for

pytestmark = [pytest.mark.browser, pytest.mark.slow]
tool = module("tools/make_slides.py")
cutter = module("tools/slide_cells.py")
WIDTH, HEIGHT = 1280, 720
LEAST = HEIGHT / 4  # lines that the content of a slide covers at least
TO_USE = {"playground"}  # an application as tall as a page, which scrolls on its slide
MEASURE = """
return [...document.querySelectorAll("section")].map((slide) => [
  slide.id,
  Math.max(slide.scrollHeight - slide.clientHeight, slide.scrollWidth - slide.clientWidth,
    ...[...slide.querySelectorAll("mjx-container[display=true]")].map((one) => one.scrollWidth - one.clientWidth)),
  Math.round(slide.querySelector(".content").getBoundingClientRect().height)]);
"""
READY = "return document.readyState === 'complete' && !(window.MathJax && !document.querySelector('mjx-container'))"


def shown(browser, file: Path, *, height: int = HEIGHT) -> list[tuple[str, int, int]]:
    """Of each slide: its name, the pixels that don't fit (down or aside), and the lines that its content covers."""
    metrics = {"width": WIDTH, "height": height, "deviceScaleFactor": 1, "mobile": False}
    browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", metrics)
    browser.get(file.as_uri())
    wait_for(browser, READY)
    browser.execute_async_script("document.fonts.ready.then(() => setTimeout(arguments[0], 500))")
    return [tuple(one) for one in browser.execute_script(MEASURE)]


def test_every_slide_of_every_chapter_fits_the_screen_and_fills_a_part_of_it(browser, tmp_path: Path) -> None:
    tool.copy_mathjax_to(tmp_path / "vendor" / "mathjax")
    faults = {}
    for path in NOTEBOOKS:
        file = tmp_path / path.parent.name / f"{path.stem}.html"
        file.parent.mkdir(exist_ok=True)
        file.write_text(tool.page(tool.chapter_slides(executed(path)), depth=1), "utf-8")
        for name, over, covered in shown(browser, file):
            if (over > 1 and path.stem not in TO_USE) or covered < LEAST:
                faults[f"{path.stem}, {name}"] = f"{over} pixels too many, content of {covered}"
    assert faults == {}


@pytest.fixture
def talk(tmp_path: Path) -> Path:
    slides = [
        cutter.Slide("A talk", ["*Thesis 3.*"], level=1),
        cutter.Slide("Tall", ["A line."], [f'<p style="height:{3 * HEIGHT // 2}px">figure</p>'], ["Say this."]),
        cutter.Slide("Short", ["Two words."]),
    ]
    file = tmp_path / "talk.html"
    file.write_text(tool.page(slides, depth=0), "utf-8")
    return file


def test_what_is_too_tall_is_made_smaller_on_every_screen(browser, talk: Path) -> None:
    for height in (HEIGHT, 900):
        assert [over for _, over, _ in shown(browser, talk, height=height) if over > 1] == []
    assert browser.execute_script("return document.querySelector('#slide-3 .content').style.zoom") == "1"
    assert float(browser.execute_script("return document.querySelector('#slide-2 .content').style.zoom")) < 1


def test_on_paper_every_slide_is_a_page_and_a_long_table_is_whole(browser, tmp_path: Path) -> None:
    table = "<table>" + "<tr><td>row</td></tr>" * 36 + "</table>"
    file = tmp_path / "talk.html"
    file.write_text(tool.page([cutter.Slide("Table", [], [table])], depth=0), "utf-8")
    assert [over for _, over, _ in shown(browser, file, height=500) if over > 1] == []
    rows = "const table = document.querySelector('table'); return table.scrollHeight - table.clientHeight"
    assert browser.execute_script(rows) > 1  # it scrolls on a screen
    browser.execute_script("dispatchEvent(new Event('beforeprint'))")
    assert browser.execute_script("return document.querySelector('section').clientHeight") == HEIGHT
    assert [over for _, over, _ in map(tuple, browser.execute_script(MEASURE)) if over > 1] == []
    assert browser.execute_script(rows) <= 1
    browser.execute_script("dispatchEvent(new Event('afterprint'))")
    assert browser.execute_script("return document.querySelector('section').clientHeight") == 500
    assert browser.execute_script(rows) > 1


def test_a_key_opens_and_closes_the_notes_and_they_take_no_room(browser, talk: Path) -> None:
    from selenium.webdriver.common.by import By

    before = shown(browser, talk)
    body, opened = browser.find_element(By.TAG_NAME, "body"), "return document.querySelector('#slide-2 details').open"
    body.send_keys("n")  # the first slide has none
    assert not browser.execute_script(opened)
    browser.execute_script("document.getElementById('slide-2').scrollIntoView({behavior: 'instant'})")
    body.send_keys("n")
    wait_for(browser, opened)
    assert [tuple(one) for one in browser.execute_script(MEASURE)] == before
    assert axe_faults(browser) == []
    body.send_keys("n")
    assert not browser.execute_script(opened)
