"""Everything that a reader can use in a page, by axe-core, in both themes and as it is after its first use."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from browser_driver import axe_faults, screen, wait_for

from lasaft_nb import show

pytestmark = pytest.mark.browser
RATE = 22050
HEAD = (
    '<!doctype html><html lang="en"><meta charset="utf-8"><title>Components</title>'
    '<meta name="viewport" content="width=device-width"><meta name="color-scheme" content="light dark">'
    "<style>@media (prefers-color-scheme: dark) { body { background: #14181e; color: #ced6dd } }</style>"  # the theme's
    "<main><h1>Components</h1>"
)
TONE = 0.2 * np.sin(2 * np.pi * 440 * np.arange(RATE) / RATE)
SOUNDS = {name: np.float32([TONE, TONE]).T for name in ("vocals", "drums", "bass", "other")}
SCORES = pd.DataFrame({"network": ["one", "two"], "SDR": [1.0, 2.0]})
SIZES = {name: pd.DataFrame([[1.0, -1.0]], index=["a"], columns=["b", "c"]) for name in ("first", "second")}
DRUMS = "document.querySelector('main > stem-player [aria-label=\"Mute drums\"]')"
COMPONENTS = {  # what is shown, what a reader does with it, and how to know that it was done
    "player": (lambda: show.player(SOUNDS["vocals"], RATE, "vocals"), "", "true"),
    "stem player": (
        lambda: show.stem_player(SOUNDS, RATE, "four stems"),
        f"{DRUMS}.click()",
        "document.querySelector('canvas')",
    ),
    "comparison": (
        lambda: show.stem_player(SOUNDS, RATE, "one at a time", compare=True),
        "[...document.querySelectorAll('button')].find((one) => one.textContent === 'Blind test').click()",
        "document.querySelector('.sp-test output')",
    ),
    "weight map": (
        lambda: show.weight_map(np.eye(30), "weights", column_hz=100.0),
        "document.querySelector('[data-action=in]').click()",
        "document.querySelector('.lasaft-weights').dataset.ready === '1'",
    ),
    "playground": (
        lambda: show.playground(SOUNDS, RATE),
        "",
        "document.querySelector('aml-playground stem-player')",
    ),
    "table": (
        lambda: show.table(SCORES, caption="scores", filters=("network",), search=True),
        "document.querySelector('th').click()",
        "document.querySelector('[aria-sort=ascending]')",
    ),
    "heat": (
        lambda: show.heat(SIZES, "two tables"),
        "document.querySelectorAll('input')[1].click()",
        "document.querySelectorAll('input')[1].checked",
    ),
}


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("name", COMPONENTS)
def test_axe_finds_nothing_before_and_after_a_component_is_used(browser, tmp_path: Path, name: str, theme: str) -> None:
    make, use, used = COMPONENTS[name]
    page = tmp_path / "page.html"
    page.write_text(f"{HEAD}{make().html}</main></html>", "utf-8")
    screen(browser, width=390, theme=theme)
    browser.get(page.as_uri())
    wait_for(browser, "return document.readyState === 'complete'")
    assert axe_faults(browser) == []
    browser.execute_script(use)
    wait_for(browser, f"return {used}")
    assert axe_faults(browser) == []
    assert browser.execute_script("return document.documentElement.scrollWidth") <= 390
