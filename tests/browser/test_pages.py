"""Every page in a real browser: nothing from outside, no error, both themes, a narrow screen, the keyboard."""

import json
import re
from pathlib import Path

import pytest
from book_site import pages
from browser_driver import screen, wait_for

pytestmark = [pytest.mark.browser, pytest.mark.slow]
LOCAL = ("http://127.0.0.1:", "file://", "data:", "blob:", "about:")


def faults(browser, url: str) -> list[str]:
    """Open a page; what went wrong: requests to other hosts, console errors, words of a traceback, alarm colours."""
    for kind in ("browser", "performance"):
        browser.get_log(kind)  # forget the page before
    browser.get(url)
    browser.execute_async_script("window.setTimeout(arguments[0], 300)")
    events = [json.loads(entry["message"])["message"] for entry in browser.get_log("performance")]
    requests = [event["params"]["request"]["url"] for event in events if event["method"] == "Network.requestWillBeSent"]
    outside = [f"request to {address}" for address in requests if not address.startswith(LOCAL)]
    console = [entry["message"] for entry in browser.get_log("browser") if entry["level"] in {"SEVERE", "WARNING"}]
    text = browser.execute_script("return document.body.innerText")
    words = [mark for mark in ("Traceback (most recent call last)", "Math input error") if mark in text]
    return outside + console + words


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_every_page_loads_over_http_without_a_fault(browser, site: Path, address: str, theme: str) -> None:
    screen(browser, width=1280, theme=theme)
    for page in pages(site):
        name = page.relative_to(site).as_posix()
        assert faults(browser, address + name) == [], name
        assert browser.execute_script("return document.documentElement.dataset.theme") == theme


def test_every_page_loads_from_a_folder_without_a_server(browser, site: Path) -> None:
    screen(browser, width=1280, theme="light")
    for page in pages(site):
        assert faults(browser, page.as_uri()) == [], page.name


def test_no_page_is_wider_than_a_telephone(browser, site: Path, address: str) -> None:
    screen(browser, width=390, theme="light")
    for page in pages(site):
        browser.get(address + page.relative_to(site).as_posix())
        assert browser.execute_script("return document.documentElement.scrollWidth") <= 390, page.name


def test_equations_are_set(browser, site: Path, address: str) -> None:
    screen(browser, width=1280, theme="light")
    with_maths = [page for page in pages(site) if '<div class="math' in page.read_text("utf-8")]
    for page in with_maths:
        browser.get(address + page.relative_to(site).as_posix())
        wait_for(browser, "return document.querySelectorAll('mjx-container').length > 0")


@pytest.mark.parametrize("way", ["http", "file"])
def test_the_stem_player_plays_mutes_and_solos_by_keyboard(browser, site: Path, address: str, way: str) -> None:
    from selenium.webdriver.common.by import By
    from selenium.webdriver.common.keys import Keys

    screen(browser, width=1280, theme="light")
    browser.get(address + "book/listen.html" if way == "http" else (site / "book/listen.html").as_uri())
    player = browser.find_element(By.CSS_SELECTOR, "stem-player")
    play, *_ = player.find_elements(By.CSS_SELECTOR, ".sp-play")
    play.send_keys(Keys.ENTER)
    wait_for(browser, "return document.querySelector('stem-player').now() > 0.3")
    assert play.get_attribute("aria-label") == "Pause"
    play.send_keys(Keys.SPACE)
    wait_for(browser, "return !document.querySelector('stem-player').playing")
    solo = player.find_element(By.CSS_SELECTOR, ".sp-solo")
    solo.send_keys(Keys.ENTER)
    assert solo.get_attribute("aria-pressed") == "true"
    levels = browser.execute_script("return document.querySelector('stem-player').stems.map(stem => stem.level)")
    assert levels == [1] + [0] * (len(levels) - 1)
    mute = player.find_element(By.CSS_SELECTOR, ".sp-mute")
    mute.send_keys(Keys.SPACE)
    levels = browser.execute_script("return document.querySelector('stem-player').stems.map(stem => stem.level)")
    assert levels == [0] * len(levels)


def test_the_position_of_the_stem_player_moves_by_arrow_keys(browser, address: str) -> None:
    from selenium.webdriver.common.by import By
    from selenium.webdriver.common.keys import Keys

    screen(browser, width=390, theme="dark")
    browser.get(address + "book/index.html")
    seeker = browser.find_element(By.CSS_SELECTOR, "stem-player .sp-seek")
    seeker.send_keys(Keys.ARROW_RIGHT * 10)
    assert browser.execute_script("return document.querySelector('stem-player').position") == pytest.approx(1.0)
    assert seeker.get_attribute("aria-valuetext") == "1.0 seconds"


def test_the_stems_of_a_player_stay_in_step_to_the_sample(browser, address: str) -> None:
    browser.get(address + "book/listen.html")
    lengths = browser.execute_async_script(
        "const [done, player] = [arguments[0], document.querySelector('stem-player')];"
        "player.load().then(() => done(player.stems.map(stem => stem.buffer.length)))"
    )
    assert len(lengths) == 4
    assert len(set(lengths)) == 1


def test_a_weight_map_reads_out_the_cell_that_the_keys_chose(browser, site: Path, address: str) -> None:
    from selenium.webdriver.common.by import By
    from selenium.webdriver.common.keys import Keys

    page = next((page for page in pages(site) if "<figure class='lasaft-weights'" in page.read_text("utf-8")), None)
    if page is None:
        pytest.skip("no page shows a weight map")
    browser.get(address + page.relative_to(site).as_posix())
    wait_for(browser, "return document.querySelector('.lasaft-weights').dataset.ready === '1'")
    canvas = browser.find_element(By.CSS_SELECTOR, ".lasaft-weights canvas")
    canvas.send_keys(Keys.ARROW_RIGHT, Keys.ARROW_UP, Keys.ARROW_UP)
    said = browser.find_element(By.CSS_SELECTOR, ".lasaft-weights output").text
    place, value = said.rsplit(": ", 1)
    row, column = (re.search(rf" {index}\b", place) for index in (2, 1))
    assert row and column and row.start() < column.start()
    assert abs(float(value)) < 100


def test_a_table_sorts_by_the_column_whose_heading_is_entered(browser, site: Path, address: str) -> None:
    from selenium.webdriver.common.by import By
    from selenium.webdriver.common.keys import Keys

    page = next((page for page in pages(site) if 'class="dataframe sortable"' in page.read_text("utf-8")), None)
    if page is None:
        pytest.skip("no page shows a sortable table")
    browser.get(address + page.relative_to(site).as_posix())
    heading = browser.find_element(By.CSS_SELECTOR, "table.sortable th")
    heading.send_keys(Keys.ENTER)
    assert heading.get_attribute("aria-sort") == "ascending"
    cells = browser.find_elements(By.CSS_SELECTOR, "table.sortable tbody tr > :first-child")
    texts = [cell.text for cell in cells[: len(heading.find_elements(By.XPATH, "ancestor::table/tbody/tr"))]]
    numbers = [float(text) if text.replace(".", "", 1).lstrip("-").isdigit() else text for text in texts]
    assert numbers == sorted(numbers, key=lambda value: (isinstance(value, str), value))
