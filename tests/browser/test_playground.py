"""The playground in a real browser: by keyboard and by clicks, with Python's messages, trees and sounds."""

import base64
import io
import re
from pathlib import Path

import numpy as np
import pytest
import soundfile
from browser_driver import screen, wait_for

from lasaft_nb import aml
from lasaft_nb.aml.grammar import parse_tree
from lasaft_nb.show import playground
from lasaft_nb.show.syntax_tree import spoken

pytestmark = pytest.mark.browser
RATE = 22050
NAMES = ("vocals", "drums", "bass", "other")
PART = "const part = document.querySelector('aml-playground'), player = part.querySelector('stem-player');"


def stems() -> dict[str, np.ndarray]:
    """Half a second of four chords: partials that no effect leaves alone."""
    time = np.arange(RATE // 2)[:, None] / RATE
    chords = {name: np.array([150, 600, 3000]) * (1 + 0.07 * i) for i, name in enumerate(NAMES)}
    sounds = {name: 0.06 * sum(np.sin(2 * np.pi * hz * time) for hz in chord) for name, chord in chords.items()}
    return {name: (sound * [1, 0.6]).astype(np.float32) for name, sound in sounds.items()}


@pytest.fixture(scope="module")
def page(tmp_path_factory) -> Path:
    sounds = stems()
    answer = aml.apply(aml.parse("mute drums"), sounds, RATE)[1]
    html = playground(sounds, RATE, answers={"remove drums": answer}).html
    path = tmp_path_factory.mktemp("playground") / "page.html"
    phone = '<meta name="viewport" content="width=device-width">'
    path.write_text(f'<!doctype html><meta charset="utf-8">{phone}{html}', "utf-8")
    return path


@pytest.fixture
def text(browser, page: Path):
    from selenium.webdriver.common.by import By

    screen(browser, width=390, theme="dark")
    browser.get(page.as_uri())
    return browser.find_element(By.CSS_SELECTOR, "aml-playground .ap-text")


def carried(page: Path) -> dict[str, np.ndarray]:
    """The stems as the page has them, after MP3: (n, 2)."""
    found = re.findall(r'data-stem="(\w+)"[^>]*base64,([^"]+)"', page.read_text("utf-8"))
    return {name: soundfile.read(io.BytesIO(base64.b64decode(mp3)), dtype="float32")[0] for name, mp3 in found}


def shown(browser, css: str) -> list[str]:
    from selenium.webdriver.common.by import By

    return [one.text for one in browser.find_elements(By.CSS_SELECTOR, f"aml-playground {css}") if one.is_displayed()]


def press(browser, name: str) -> None:
    from selenium.webdriver.common.by import By

    buttons = browser.find_elements(By.CSS_SELECTOR, "aml-playground button")
    next(one for one in buttons if one.text == name).click()


def sounds_of(browser) -> dict[str, np.ndarray]:
    """What the player would play, by name: (n, 2)."""
    found = browser.execute_async_script(
        f"{PART} const sides = (buffer) => [0, 1].map((side) => Array.from(buffer.getChannelData(side)));"
        "player.load().then(() => arguments[0](player.stems.map((stem) => [stem.name, sides(stem.buffer)])))"
    )
    return {name: np.transpose(sides) for name, sides in found}


@pytest.mark.parametrize("wrong", ["remove guitar", "mute vocals and drums", "pan bass to", ""])
def test_a_typed_mistake_gets_pythons_message_at_the_word_and_the_nearest_sentence(browser, text, wrong: str) -> None:
    from selenium.webdriver.common.keys import Keys

    text.send_keys(Keys.CONTROL, "a", Keys.NULL, Keys.BACKSPACE, wrong)
    with pytest.raises(aml.AmlError) as caught:
        aml.parse(wrong)
    error = caught.value
    assert shown(browser, ".ap-wrong") == [str(error)]
    assert browser.execute_script(f"{PART} return part.querySelector('mark').textContent.trim()") == error.word
    assert shown(browser, ".ap-next button") == list(error.expected)
    assert shown(browser, ".ap-tree svg") == []
    wait_for(browser, f"{PART} return part.spoken.textContent.includes('Did you mean')")
    press(browser, f"take “{error.nearest}”")
    assert text.get_attribute("value") == error.nearest
    assert shown(browser, ".ap-wrong") == []


def test_a_sentence_is_clicked_together_and_its_tree_is_pythons(browser, text) -> None:
    press(browser, "clear")
    for word in ("pan", "bass", ",", "vocals", "completely", "to", "the", "left", "side"):
        press(browser, word)
    sentence = "pan bass, vocals completely to the left side"
    assert text.get_attribute("value") == sentence
    assert shown(browser, ".ap-right") == [
        "✓ pan left, completely: vocals and bass. 2 sentences mean this; "
        "the canonical one is “pan vocals, bass completely to the left side”."
    ]
    label = browser.execute_script(f"{PART} return part.querySelector('svg').getAttribute('aria-label')")
    assert label == f"Syntax tree: {spoken(parse_tree(sentence))}"
    press(browser, "take the last word away")
    assert text.get_attribute("value") == sentence.removesuffix(" side")
    assert browser.execute_script("return document.documentElement.scrollWidth") <= 390


@pytest.mark.parametrize(
    "sentence", ["increase the volume of bass", "apply lowpass to vocals", "remove reverb from drums"]
)
def test_before_and_after_are_heard_as_python_makes_them(browser, page: Path, text, sentence: str) -> None:
    browser.execute_script(f"{PART} part.set(arguments[0])", sentence)
    heard = sounds_of(browser)
    assert list(heard) == ["before", "after: the target"]
    for sound, right in zip(heard.values(), aml.apply(aml.parse(sentence), carried(page), RATE), strict=True):
        assert np.std(sound - right) < 0.01 * np.std(right)


def test_enter_plays_and_a_networks_answer_is_offered_beside_the_target(browser, text) -> None:
    from selenium.webdriver.common.keys import Keys

    press(browser, "mute drums")
    text.send_keys(Keys.ENTER)
    wait_for(browser, f"{PART} return player.started > 0")  # half a second is soon over
    heard = sounds_of(browser)
    assert list(heard) == ["before", "after: the target", "after: AMSS-Net"]
    press(browser, "any sentence")
    assert text.get_attribute("value") in set(aml.sentences())


def test_an_invalid_sentence_plays_nothing_and_stops_what_plays(browser, text) -> None:
    from selenium.webdriver.common.keys import Keys

    browser.execute_script(f"{PART} part.set('mute drums'); player.loop = true")
    text.send_keys(Keys.ENTER)
    wait_for(browser, f"{PART} return player.playing")
    text.send_keys("x")
    assert browser.execute_script(f"{PART} return [player.playing, player.inert]") == [False, True]
    text.send_keys(Keys.ENTER)
    browser.execute_script(f"{PART} player.button.click(); player.play()")
    browser.execute_async_script("setTimeout(arguments[0], 500)")
    assert browser.execute_script(f"{PART} return player.playing") is False
    assert "Nothing is played" in browser.execute_script(f"{PART} return player.heading.textContent")
    text.send_keys(Keys.BACKSPACE, Keys.ENTER)
    wait_for(browser, f"{PART} return player.playing")
    assert text.get_attribute("value") == "mute drums"  # Enter plays, and adds no line


def test_no_word_of_a_sentence_is_cut_on_a_telephone(browser, text) -> None:
    longest = max(aml.sentences(), key=len)
    browser.execute_script(f"{PART} part.set(arguments[0])", longest)
    cut = browser.execute_script(
        f"{PART} const field = part.text;"
        "return [field.scrollWidth - field.clientWidth, field.scrollHeight - field.clientHeight]"
    )
    assert cut == [0, 0]
    outside = browser.execute_script(
        f"{PART} const svg = part.querySelector('.ap-tree svg'), frame = svg.viewBox.baseVal;"
        "return [...svg.querySelectorAll('text')].filter((word) => { const box = word.getBBox();"
        "return box.x < 0 || box.y < 0 || box.x + box.width > frame.width || box.y + box.height > frame.height; })"
        ".map((word) => word.textContent)"
    )
    assert outside == []
    boxes = browser.execute_script(
        f"{PART} return [...part.querySelectorAll('button, .sp-name, .sp-drawn, p')]"
        ".filter((one) => one.scrollWidth > one.clientWidth + 1"
        " && getComputedStyle(one).overflowX !== 'visible' && !one.matches('.ap-spoken'))"
        ".map((one) => one.textContent)"
    )
    assert boxes == []
    assert browser.execute_script("return document.documentElement.scrollWidth") <= 390


def test_the_picture_shows_what_a_sentence_takes_away(browser, text) -> None:
    browser.execute_script(f"{PART} part.set('apply heavy lowpass to vocals, drums')")
    pixels = "player.picture.getContext('2d').getImageData(0, 0, 512, 180).data"
    wait_for(browser, f"{PART} return {pixels}.some((value, i) => i % 4 < 3 && value)")
    light = browser.execute_script(
        f"{PART} const pixels = {pixels}; return [0, 1].map((half) => [...pixels]"
        ".filter((value, i) => i % 4 < 3 && Math.floor(i / 4 / 512 / 90) === half).reduce((sum, value) => sum + value))"
    )
    assert 0 < light[1] < 0.95 * light[0]


def test_without_javascript_one_sentence_can_be_heard(browser, page: Path) -> None:
    from selenium.webdriver.common.by import By

    browser.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": True})
    try:
        browser.get(page.as_uri())
        words = browser.find_element(By.CSS_SELECTOR, "aml-playground").text
        assert "Without JavaScript nothing can be typed here. Hear one sentence" in words
        labels = [one.get_attribute("aria-label") for one in browser.find_elements(By.CSS_SELECTOR, "audio[controls]")]
        assert labels == ["before", "after", *NAMES, "AMSS-Net, “mute drums”"]
    finally:
        browser.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": False})
