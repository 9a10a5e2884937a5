"""The weight map in a real browser: a row is heard by click, key and button, and sounds as Python makes it."""

import re
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from browser_driver import screen, wait_for

from lasaft_nb.show import table, weight_map
from lasaft_nb.show.audio import sum_of_sines
from lasaft_nb.show.weights import SOUND

pytestmark = pytest.mark.browser
MATRIX = np.random.default_rng(0).normal(size=(40, 60))
WIDTH = 43.07  # Hz
FIGURE = "document.querySelector('.lasaft-weights')"


def opened(browser, folder: Path, *, more: str = "", **axes: float):
    """The canvas of a map, once it is drawn, with ``more`` HTML below it."""
    from selenium.webdriver.common.by import By

    page = folder / "map.html"
    html = weight_map(MATRIX, "made-up weights", rows="to bin", columns="from bin", **axes).html
    phone = '<meta name="viewport" content="width=device-width">'
    page.write_text(f'<!doctype html><meta charset="utf-8">{phone}{html}{more}', "utf-8")
    screen(browser, width=390, theme="dark")
    browser.get(page.as_uri())
    wait_for(browser, f"return {FIGURE}.dataset.ready === '1'")
    return browser.find_element(By.CSS_SELECTOR, ".lasaft-weights canvas")


def difference(browser, row: int) -> float:
    """RMS of what the page played, less what Python makes of the row, relative to that."""
    heard = np.array(browser.execute_script(f"return Array.from({FIGURE}.heard)"))
    rate, seconds, strongest = SOUND["rate"], SOUND["seconds"], SOUND["strongest"]
    right = sum_of_sines(MATRIX[row], bin_hz=WIDTH, sample_rate=rate, seconds=seconds, strongest=strongest)
    return float(np.sqrt(np.mean((heard - right) ** 2) / np.mean(right**2)))


def test_enter_plays_the_chosen_row_as_python_does(browser, tmp_path: Path) -> None:
    from selenium.webdriver.common.keys import Keys

    canvas = opened(browser, tmp_path, row_hz=WIDTH, column_hz=WIDTH)
    canvas.send_keys(Keys.ARROW_UP * 3, Keys.ENTER)
    assert difference(browser, 3) < 0.02  # the page knows each weight to 8 bits
    said = browser.execute_script(f"return {FIGURE}.querySelector('output').textContent")
    assert said == "to bin 3 (129 Hz, C3) as a sound: its 12 strongest from bins"


def test_a_click_plays_the_row_under_it_and_a_drag_does_not(browser, tmp_path: Path) -> None:
    from selenium.webdriver.common.action_chains import ActionChains

    canvas = opened(browser, tmp_path, column_hz=WIDTH)
    ActionChains(browser).move_to_element(canvas).click_and_hold().move_by_offset(30, 0).release().perform()
    assert browser.execute_script(f"return {FIGURE}.heard === undefined")
    ActionChains(browser).move_to_element(canvas).click().perform()
    said = browser.execute_script(f"return {FIGURE}.querySelector('output').textContent")
    row = int(re.match(r"to bin (\d+) as a sound", said)[1])
    assert abs(row - MATRIX.shape[0] / 2) < 5  # the margins are not alike
    assert difference(browser, row) < 0.02


def test_the_first_row_is_at_the_bottom_and_axes_and_scale_are_drawn_around_it(browser, tmp_path: Path) -> None:
    canvas = opened(browser, tmp_path, row_hz=WIDTH, column_hz=WIDTH)
    seen = browser.execute_script(
        f"const canvas = {FIGURE}.querySelector('canvas'), pen = canvas.getContext('2d'),"
        "words = [], write = pen.fillText;"
        "pen.fillText = (text, x, y) => { words.push([String(text), x, y]); write.call(pen, text, x, y); };"
        f"{FIGURE}.querySelector('[data-action=all]').click(); pen.fillText = write;"
        "const colour = (x, y) => [...pen.getImageData(x, y, 1, 1).data].slice(0, 3);"
        "return { words, corners: [colour(66, canvas.height - 56), colour(66, 16)] };"
    )
    texts = [text for text, *_ in seen["words"]]
    assert {"to bin (kHz)", "from bin (kHz)", "weight", "0", "1.5"} <= set(texts)
    largest = np.abs(MATRIX).max()
    assert [f"{largest:.1f}", f"{-largest:.1f}"] == [text for text in texts if text.lstrip("-") == f"{largest:.1f}"]
    rows = {text: y for text, x, y in seen["words"] if x < 64 and text in {"0", "1"}}
    assert rows["0"] > rows["1"]  # low is down
    reddish = [red > blue for red, _, blue in seen["corners"]]
    assert reddish == [MATRIX[0, 0] > 0, MATRIX[-1, 0] > 0]
    assert canvas.get_attribute("aria-label").startswith("made-up weights: 40 to bins upwards by 60 from bins")


def test_the_buttons_zoom_and_play_without_a_keyboard(browser, tmp_path: Path) -> None:
    from selenium.webdriver.common.by import By

    opened(browser, tmp_path, column_hz=WIDTH)
    pixels = f"return {FIGURE}.querySelector('canvas').toDataURL()"
    pictures = [browser.execute_script(pixels)]
    buttons = browser.find_elements(By.CSS_SELECTOR, ".wm-buttons button")
    for one in buttons[1], buttons[2]:
        one.click()
        pictures.append(browser.execute_script(pixels))
    assert pictures[0] == pictures[2] != pictures[1]
    buttons[3].click()
    assert difference(browser, 0) < 0.02
    assert browser.execute_script("return document.documentElement.scrollWidth") <= 390


def test_columns_that_are_no_frequencies_offer_no_sound(browser, tmp_path: Path) -> None:
    from selenium.webdriver.common.by import By

    canvas = opened(browser, tmp_path)
    canvas.click()
    assert browser.execute_script(f"return {FIGURE}.heard === undefined")
    assert len(browser.find_elements(By.CSS_SELECTOR, ".wm-buttons button")) == 3


def test_maps_and_tables_that_come_later_are_served_by_scripts_that_came_before(browser, tmp_path: Path) -> None:
    sorts = table(pd.DataFrame({"x": [2, 1]})).html
    opened(browser, tmp_path, more=sorts)
    later = re.sub(r"<(script|style)>.*?</\1>", "", weight_map(MATRIX.T, "later").html + sorts, flags=re.DOTALL)
    browser.execute_script("document.body.insertAdjacentHTML('beforeend', arguments[0])", later)
    wait_for(browser, "return document.querySelectorAll('.lasaft-weights[data-ready=\"1\"]').length === 2")
    wait_for(browser, "return document.querySelectorAll('table[data-sortable=ready]').length === 2")
