"""Of everything that can sound in a page one thing does: whatever starts stops the others. And the picture follows."""

import itertools

import numpy as np
import pytest
from browser_driver import screen, wait_for

from lasaft_nb import show

pytestmark = pytest.mark.browser
RATE = 22050
# Every source of Web Audio between its start and its stop, by its context; and audio elements that run.
WATCH = """
  window.live = new Set();
  const { start, stop } = AudioBufferSourceNode.prototype;
  Object.assign(AudioBufferSourceNode.prototype, {
    start(...when) { live.add(this); start.apply(this, when); },
    stop(...when) { live.delete(this); stop.apply(this, when); },
  });
  window.sounding = () => new Set([...live].map((node) => node.context)).size
    + [...document.querySelectorAll("audio")].filter((audio) => !audio.paused).length;
"""
STARTS = {  # ways to start a sound, and how to know that it runs
    "audio": ("document.querySelector('.lasaft-player audio').play()", "!document.querySelector('audio').paused"),
    "stems": ("stemPlayers[0].button.click()", "stemPlayers[0].playing"),
    "compare": ("stemPlayers[1].button.click()", "stemPlayers[1].playing"),
    "playground": ("playground.player.button.click()", "playground.player.playing"),
    "row": ("map.querySelector('[data-action=hear]').click()", "live.size === 1"),
}
NAMES = (
    "const stemPlayers = document.querySelectorAll('main > stem-player');"
    "const map = document.querySelector('.lasaft-weights'),"
    "playground = document.querySelector('aml-playground');"
)
PLAYER = "const player = document.querySelector('main > stem-player'), { picture } = player;"


def stems() -> dict[str, np.ndarray]:
    """Ten seconds of one tone each, far from each other: (n, 2)."""
    time = np.arange(10 * RATE)[:, None] / RATE
    tones = {"vocals": 700, "drums": 2000, "bass": 3500, "other": 6000}
    return {name: (0.2 * np.sin(2 * np.pi * hz * time) * [1, 1]).astype(np.float32) for name, hz in tones.items()}


@pytest.fixture(scope="module")
def address(tmp_path_factory) -> str:
    """A page with everything that sounds; long sounds, so that none ends by itself."""
    long = stems()
    parts = [
        show.player(long["vocals"], RATE, "vocals"),
        show.stem_player(long, RATE, "four stems"),
        show.stem_player(long, RATE, "one at a time", compare=True),
        show.weight_map(np.eye(30), "weights", column_hz=100.0),
        show.playground(long, RATE),
    ]
    page = tmp_path_factory.mktemp("sounds") / "page.html"
    body = "".join(part.html for part in parts)
    page.write_text(f'<!doctype html><meta charset="utf-8"><script>{WATCH}</script><main>{body}</main>', "utf-8")
    return page.as_uri()


@pytest.fixture
def page(browser, address: str):
    screen(browser, width=1280, theme="light")
    browser.get(address)
    wait_for(browser, f"{NAMES} return map.dataset.ready === '1' && !!playground.player")
    browser.find_element("css selector", "body").click()  # a page without a gesture may not sound
    return browser


@pytest.mark.parametrize(("first", "second"), itertools.permutations(STARTS, 2))
def test_what_starts_stops_what_sounded(page, first: str, second: str) -> None:
    for name in (first, second):
        press, runs = STARTS[name]
        page.execute_script(f"{NAMES} {press}")
        wait_for(page, f"{NAMES} return {runs}")
        assert page.execute_script("return sounding()") == 1


def test_a_player_that_is_still_decoding_gives_way_and_plays_when_it_is_asked_again(page) -> None:
    page.execute_script(f"{NAMES} stemPlayers[0].button.click(); stemPlayers[1].button.click()")
    wait_for(page, f"{NAMES} return stemPlayers[1].playing")
    page.execute_async_script("setTimeout(arguments[0], 1000)")
    assert page.execute_script(f"{NAMES} return [!stemPlayers[0].playing, sounding()]") == [True, 1]
    page.execute_script(f"{NAMES} stemPlayers[0].button.click()")
    wait_for(page, f"{NAMES} return stemPlayers[0].playing && !stemPlayers[1].playing")


def pixels(page) -> list[int]:
    return page.execute_script(
        f"{PLAYER} const {{ width, height }} = picture, pen = picture.getContext('2d');"
        "return [...pen.getImageData(0, 0, width, height).data]"
    )


def test_the_picture_is_of_the_stems_that_the_switches_let_through(page) -> None:
    assert page.execute_script(f"{PLAYER} return picture.tagName") == "IMG"
    seen = []
    for press, words in (
        ("press(player.stems[0], 'solo')", "vocals"),
        ("press(player.stems[2], 'solo')", "vocals + bass"),
        ("press(player.stems[0], 'mute')", "bass"),
        ("press(player.stems[2], 'mute')", "silence"),
    ):
        page.execute_script(f"{PLAYER} player.{press}")
        wait_for(page, f"{PLAYER} return player.drawn.textContent === 'Picture: {words} (0 to 8 kHz upwards)'")
        assert page.execute_script(f"{PLAYER} return picture.getAttribute('aria-label')").startswith(
            f"Spectrogram of {words}: "
        )
        seen.append(np.array(pixels(page)).reshape(92, 512, 4)[..., :3].sum(axis=(1, 2)))
    high, both, low = seen[2], seen[1], seen[0]  # bass is the higher tone here
    assert low[low.argmax()] > 2 * high[low.argmax()]
    assert high[high.argmax()] > 2 * low[high.argmax()]
    for one in (low, high):
        assert both[one.argmax()] > 0.9 * one.max()
    assert low.argmax() > high.argmax()  # frequency runs upwards
    assert seen[3].max() < seen[0].max() / 10  # silence is dark on the same scale


def test_a_blind_test_does_not_betray_x_by_its_picture(page) -> None:
    from selenium.webdriver.common.by import By

    player = page.find_elements(By.CSS_SELECTOR, "main > stem-player")[1]
    press = {one.text: one for one in player.find_elements(By.CSS_SELECTOR, "button")}
    press["Blind test"].click()
    before = player.find_element(By.CSS_SELECTOR, "img").get_attribute("src")
    for one in player.find_elements(By.CSS_SELECTOR, ".sp-test button")[:3]:
        one.click()
        page.execute_async_script("setTimeout(arguments[0], 400)")
        assert player.find_element(By.CSS_SELECTOR, "img").get_attribute("src") == before
