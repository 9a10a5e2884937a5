"""From the landing page a reader hears a separated song in at most two clicks, from a server and from a folder."""

from pathlib import Path

import pytest
from browser_driver import screen, wait_for

pytestmark = [pytest.mark.browser, pytest.mark.slow]
PLAYER = "const player = document.querySelector('stem-player');"
HEARD = """
const player = document.querySelector('stem-player');
return player.stems.filter((stem) => stem.level > 0).map((stem) => {
  return [stem.name, stem.buffer.getChannelData(0).reduce((top, value) => Math.max(top, Math.abs(value)), 0)];
});
"""


def clicked(browser, *selectors: str) -> int:
    """Click one after the other, as a reader does with a mouse; how many clicks that were."""
    for selector in selectors:
        browser.find_element("css selector", selector).click()
    return len(selectors)


@pytest.mark.parametrize("width", [390, 1280])
@pytest.mark.parametrize("way", ["http", "file"])
def test_the_landing_page_plays_a_separated_song_after_two_clicks(
    browser, site: Path, address: str, way: str, width: int
) -> None:
    screen(browser, width=width, theme="light")
    browser.get(f"{address}book/index.html" if way == "http" else (site / "book/index.html").as_uri())
    row = "stem-player [role=group][aria-label*='by the network']"
    assert clicked(browser, "stem-player .sp-play", f"{row} .sp-solo") <= 2
    wait_for(browser, f"{PLAYER} return player.playing && player.now() > 0.3")
    ((name, loudest),) = browser.execute_script(HEARD)
    assert name == "vocals, by the network"
    assert loudest > 0.01


@pytest.mark.parametrize("width", [390, 1280])
def test_the_card_without_code_leads_to_a_song_in_two_clicks(browser, site: Path, width: int) -> None:
    screen(browser, width=width, theme="light")
    browser.get((site / "book/index.html").as_uri())
    assert clicked(browser, ".sd-card:has(a[href$='listen.html'])", "stem-player .sp-play") <= 2
    wait_for(browser, f"{PLAYER} return player.playing && player.now() > 0.3")
    assert len(browser.execute_script(HEARD)) == 4  # the song as the sum of its stems
