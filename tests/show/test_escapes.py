"""Names, titles and sentences from a user are text: none becomes an element, an attribute or the end of a script."""

from collections.abc import Callable
from html.parser import HTMLParser
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from browser_page import result

from lasaft_nb import show
from lasaft_nb.sources import SOURCES

EVIL = """<img src=x onerror='window.hit=1'>"</script><!--<script>' & onerror=hit"""
SOUND = np.zeros((2205, 2), dtype=np.float32)
TABLE = pd.DataFrame({"a": [EVIL, "b"], EVIL: [1.0, 2.0], "kind": [EVIL, "x"]})
HEAT = pd.DataFrame([[0.5]], index=[EVIL], columns=[EVIL])


def drawing() -> "plt.Figure":  # noqa: F821
    import matplotlib.pyplot as plt

    return plt.figure(figsize=(1, 1))


SHOWN: dict[str, Callable[[], show.Html]] = {
    "player": lambda: show.player(SOUND, 22050, EVIL),
    "stem player": lambda: show.stem_player({EVIL: SOUND, "b": SOUND}, 22050, EVIL),
    "comparison": lambda: show.stem_player({EVIL: SOUND, "b": SOUND}, 22050, EVIL, compare=True),
    "weight map": lambda: show.weight_map(np.eye(4), EVIL, rows=EVIL, columns=EVIL, row_hz=1.0, column_hz=1.0),
    "table": lambda: show.table(TABLE, caption=EVIL, filters=("kind",), search=True),
    "heat": lambda: show.heat({EVIL: HEAT, "b": HEAT}, EVIL),
    "figure": lambda: show.figure(drawing(), EVIL, caption=EVIL),
    "diagram": lambda: show.diagram({EVIL: (0, 0, EVIL)}, [], EVIL, parts={EVIL: "TFC"}, caption=EVIL),
    "flows": lambda: show.flows({EVIL: (EVIL, EVIL)}, EVIL, bypass={EVIL: (0, 1, EVIL)}, parts={EVIL: "TFC"}),
    "playground": lambda: show.playground(
        {source: SOUND for source in SOURCES if source != "other"} | {"other": SOUND}, 22050, network=EVIL
    ),
}


class Elements(HTMLParser):
    """Names and attributes of all elements, and the contents of scripts that hold data."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.attributes: set[str] = set()
        self.sources: list[str] = []
        self.data: list[str] = []
        self._in_data = False
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        self.attributes |= set(given)
        self.sources += [given["src"] or ""] if "src" in given else []
        self._in_data = tag == "script" and given.get("type") == "application/json"

    def handle_endtag(self, tag: str) -> None:
        self._in_data = False

    def handle_data(self, data: str) -> None:
        self.data += [data] if self._in_data else []


@pytest.mark.parametrize("what", SHOWN)
def test_evil_text_stays_text(what: str) -> None:
    found = Elements(SHOWN[what]().html)
    assert "onerror" not in found.attributes
    assert all(source.startswith("data:") for source in found.sources)
    assert all("<" not in data for data in found.data)


@pytest.mark.browser
@pytest.mark.parametrize("what", SHOWN)
def test_scripts_of_the_page_keep_it_text(what: str, tmp_path: Path) -> None:
    script = (
        "return [document.querySelectorAll('[onerror]').length, window.hit === undefined, document.scripts.length > 0]"
    )
    assert result(script, folder=tmp_path, body=SHOWN[what]().html)[:2] == [0, True]
