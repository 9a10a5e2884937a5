"""Scripts of components are taken out of pages and loaded once, in their present version."""

import re

import numpy as np
import pandas as pd
import pytest
from book_site import built_site, module, pages

from lasaft_nb.show import player, stem_player, table, weight_map
from lasaft_nb.show.html import asset

shared = module("book/_ext/shared_scripts.py")
SOUND = np.zeros((4410, 2), np.float32)


def test_every_asset_is_known_by_its_opening() -> None:
    assert len(shared.assets()) == len(list(shared.ASSETS.iterdir()))


def test_two_players_and_a_table_need_each_script_once() -> None:
    players = stem_player({"a": SOUND}, 22050, "one").html + player(SOUND, 22050, "two").html
    body, names = shared.without_copies(players + table(pd.DataFrame({"x": [1]})).html)
    assert names == ["show.css", *shared.PLAYER_SCRIPTS, "each.js", "sortable.js"]
    assert "<script" not in body and "<style" not in body and body.count("<audio") == 2


def test_an_older_version_of_a_script_gives_way_and_others_stay() -> None:
    old = f"<script>{asset('stem-player.js')[:60]} … as it was</script><script>other()</script>"
    assert shared.without_copies(old) == ("<script>other()</script>", list(shared.PLAYER_SCRIPTS))
    body, names = shared.without_copies(weight_map(np.eye(3), "eye", column_hz=10).html)
    assert names == ["show.css", "one-sound.js", "sound.js", "row-sound.js", "each.js", "weight-map.js"]
    assert body.count("<script") == body.count("<script type='application/json'>") == 1


@pytest.mark.slow
def test_no_page_carries_a_copy_of_a_shared_script() -> None:
    site = built_site()
    for page in pages(site):
        text = page.read_text("utf-8")
        assert shared.without_copies(text)[1] == [], page.name
        for name in re.findall(r'"([^"]*_static/show/[^"]+)"', text):
            assert (page.parent / name).is_file(), name
