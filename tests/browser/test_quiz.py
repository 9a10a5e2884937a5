"""Questions in a real browser: answered by keyboard alone, said aloud, and fit for a telephone and for both themes."""

from pathlib import Path

import pytest
from browser_driver import axe_faults, screen

from lasaft_nb.exercises import quiz
from lasaft_nb.exercises.quiz import questions

pytestmark = pytest.mark.browser
NAMES = ("mixing/not-linear", "mixing/slope")
CHOICES = questions()[NAMES[0]].choices
RIGHT = next(at for at, choice in enumerate(CHOICES) if choice.right)
HEAD = (
    '<!doctype html><html lang="en"><meta charset="utf-8"><title>Questions</title>'
    '<meta name="viewport" content="width=device-width"><meta name="color-scheme" content="light dark">'
    "<style>a { color: inherit }</style><main><h1>Questions</h1><a href='#'>before</a>"
)


@pytest.fixture
def page(browser, tmp_path: Path) -> Path:
    path = tmp_path / "page.html"
    path.write_text(f"{HEAD}{quiz(*NAMES).html}</main></html>", "utf-8")
    screen(browser, width=1000, theme="light")
    browser.get(path.as_uri())
    return path


def press(browser, *keys: str) -> None:
    """Keys to whatever has the focus."""
    from selenium.webdriver import ActionChains

    for key in keys:
        ActionChains(browser).send_keys(key).perform()


def focused(browser) -> str:
    """What has the focus, in words: the label of a field, the text of a button or a link."""
    return browser.execute_script(
        "const at = document.activeElement; return (at.labels?.[0] ?? at).textContent.trim().replace(/\\s+/g, ' ')"
    )


def said(browser) -> list[str]:
    return browser.execute_script("return [...document.querySelectorAll('output')].map((one) => one.textContent)")


def test_a_choice_is_made_with_tab_arrows_and_enter(browser, page: Path) -> None:
    from selenium.webdriver.common.keys import Keys

    press(browser, Keys.TAB, Keys.TAB)
    assert focused(browser) == CHOICES[0].text
    press(browser, Keys.SPACE)
    for at in range(1, RIGHT + 1):
        press(browser, Keys.ARROW_DOWN)
        assert focused(browser) == CHOICES[at].text
    press(browser, Keys.ENTER)
    assert said(browser) == [f"Right. {CHOICES[RIGHT].says}", ""]
    press(browser, Keys.ARROW_DOWN)  # another choice: what was said no longer holds
    assert said(browser) == ["", ""]
    press(browser, Keys.TAB)
    assert focused(browser) == "Check"
    press(browser, Keys.SPACE)
    assert said(browser) == [f"Not quite. {CHOICES[(RIGHT + 1) % len(CHOICES)].says}", ""]


def test_a_number_is_typed_and_sent_with_enter(browser, page: Path) -> None:
    from selenium.webdriver.common.keys import Keys

    press(browser, *[Keys.TAB] * 4)
    assert focused(browser) == "Your number: dB"
    press(browser, "1", "2", Keys.ENTER)
    assert said(browser)[1].startswith("Not quite. How often must 500 Hz be doubled")
    press(browser, Keys.BACKSPACE, Keys.BACKSPACE, "\N{MINUS SIGN}", "3", "6", Keys.ENTER)
    assert said(browser)[1].startswith("Not quite.")  # a minus is understood, as the page itself writes it
    press(browser, *[Keys.BACKSPACE] * 3, "3", "6", ",", "1", Keys.TAB, Keys.ENTER)
    assert said(browser)[1].startswith("Right.")


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_axe_finds_nothing_and_nothing_is_cut_on_a_telephone(browser, page: Path, theme: str) -> None:
    screen(browser, width=390, theme=theme)
    browser.get(page.as_uri())
    browser.execute_script("for (const one of document.querySelectorAll('.lasaft-quiz button')) one.click()")
    assert axe_faults(browser) == []
    assert browser.execute_script("return document.documentElement.scrollWidth") <= 390
    heights = browser.execute_script(
        "return [...document.querySelectorAll('.lasaft-quiz :is(label, button)')].map((one) => one.offsetHeight)"
    )
    assert min(heights) >= 24  # WCAG 2.2, target size
