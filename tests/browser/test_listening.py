"""The stem player in a real browser: one level for all, the blind test and its score."""

from pathlib import Path

import numpy as np
import pytest
from browser_driver import screen, wait_for
from scipy.stats import binomtest

from lasaft_nb.show import stem_player

pytestmark = pytest.mark.browser
RATE = 22050
PHONE = '<meta name="viewport" content="width=device-width">'
PLAYER = "const player = document.querySelector('stem-player');"


@pytest.fixture
def player(browser, tmp_path: Path):
    """The browser at a page with a mixture, an estimate half as loud, and a truth a tenth as loud."""
    from selenium.webdriver.common.by import By

    time = np.arange(RATE)[:, None] / RATE
    tone = np.repeat(0.8 * np.sin(2 * np.pi * 330 * time), 2, axis=1).astype(np.float32)
    sounds = {"mixture": tone, "estimate": tone / 2, "truth": tone / 10, "nothing": tone * 0}
    page = tmp_path / "player.html"
    html = stem_player(sounds, RATE, "one tone at four levels", compare=True).html
    page.write_text(f'<!doctype html><meta charset="utf-8">{PHONE}{html}', "utf-8")
    screen(browser, width=390, theme="light")
    browser.get(page.as_uri())
    browser.execute_async_script(f"{PLAYER} player.load().then(arguments[0])")
    return browser.find_element(By.CSS_SELECTOR, "stem-player")


def button(player, text: str):
    from selenium.webdriver.common.by import By

    return next(one for one in player.find_elements(By.CSS_SELECTOR, "button") if one.text == text)


def test_one_level_turns_every_sound_down_to_the_quietest(browser, player) -> None:
    from selenium.webdriver.common.keys import Keys

    button(player, "One level").send_keys(Keys.ENTER)
    factors = browser.execute_script(
        f"{PLAYER} return player.stems.map((stem) => {{ player.press(stem, 'solo'); return stem.level; }})"
    )
    assert factors == pytest.approx([0.1, 0.2, 1, 1], rel=0.02)
    button(player, "One level").send_keys(Keys.SPACE)
    assert browser.execute_script(f"{PLAYER} player.press(player.stems[0], 'solo'); return player.stems[0].level") == 1


def test_the_blind_test_hides_what_is_heard_and_counts_answers(browser, player) -> None:
    from selenium.webdriver.common.by import By
    from selenium.webdriver.common.keys import Keys

    button(player, "Blind test").send_keys(Keys.ENTER)
    assert not any(row.is_displayed() for row in player.find_elements(By.CSS_SELECTOR, ".sp-name"))
    said = player.find_element(By.CSS_SELECTOR, ".sp-test output")
    other = {"A": "B", "B": "A"}
    for trial in range(10):
        x = browser.execute_script(f"{PLAYER} return player.test.x")
        button(player, "X").send_keys(Keys.ENTER)
        heard = browser.execute_script(f"{PLAYER} return player.stems.findIndex((stem) => stem.solo)")
        assert heard == {"A": 2, "B": 3}[x]  # the last two sounds
        wrong = trial == 4
        button(player, f"X is {other[x] if wrong else x}").send_keys(Keys.ENTER)
        assert said.text.startswith(f"No, X was {x}." if wrong else "Right.")
    assert "9 of 10 right; a guesser does as well or better with probability 0.01." in said.text
    wait_for(browser, f"{PLAYER} return player.playing")
    button(player, "Blind test").send_keys(Keys.ENTER)
    assert all(row.is_displayed() for row in player.find_elements(By.CSS_SELECTOR, ".sp-name"))
    assert browser.execute_script("return document.documentElement.scrollWidth") <= 390


def test_the_chance_of_a_guesser_is_that_of_the_binomial_test(browser, player) -> None:
    scores = [(0, 0), (1, 1), (5, 10), (9, 10), (10, 10), (14, 20), (60, 100)]
    found = browser.execute_script("return arguments[0].map((score) => lasaft.guessing(...score))", scores)
    right = [binomtest(k, n, alternative="greater").pvalue if n else 1.0 for k, n in scores]
    assert found == pytest.approx(right, rel=1e-9)


def test_x_is_a_and_b_equally_often(browser, player) -> None:
    button(player, "Blind test").click()
    drawn = browser.execute_script(
        f"{PLAYER} return Array.from({{length: 400}}, () => (player.test.next(''), player.test.x))"
    )
    assert 150 < drawn.count("A") < 250
