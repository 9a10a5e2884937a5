"""The playground as a piece of HTML: what it carries, says and refuses."""

import json
import re

import numpy as np
import pytest

from lasaft_nb import aml
from lasaft_nb.aml.export import language
from lasaft_nb.show import playground

RATE = 22050
STEMS = {name: np.zeros((RATE // 4, 1), np.float32) for name in ("vocals", "drums", "bass", "other")}


def test_the_language_in_the_page_is_that_of_python() -> None:
    html = playground(STEMS, RATE).html
    [carried] = re.findall(r"<script type='application/json'>(.*?)</script>", html, re.DOTALL)
    assert json.loads(carried) == json.loads(json.dumps(language()))
    assert "get rid of" not in html.replace(carried, "")  # no word of the grammar is written twice


def test_every_sound_has_a_label_and_the_same_stems_give_the_same_bytes() -> None:
    first, second = (playground(STEMS, RATE, answers={"remove drums": STEMS["bass"]}) for _ in range(2))
    assert first.html == second.html
    assert 'aria-label="AMSS-Net, “mute drums”"' in first.html
    assert repr(first) == "playground: sentences on vocals, drums, bass, other, 0.2 s; AMSS-Net answers 1"


def test_what_is_no_sentence_or_lacks_a_stem_is_refused() -> None:
    with pytest.raises(aml.AmlError):
        playground(STEMS, RATE, answers={"mute guitar": STEMS["bass"]})
    with pytest.raises(ValueError, match="stems must hold"):
        playground({"vocals": STEMS["vocals"]}, RATE)
