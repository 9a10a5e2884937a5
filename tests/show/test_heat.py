"""Tables of coloured cells: every value is text, every choice a labelled radio button."""

import re

import numpy as np
import pandas as pd
import pytest

from lasaft_nb.show import heat

FRAME = pd.DataFrame([[0.25, 0.75], [1.0, -0.5]], index=["encoder 1", "middle"], columns=["latent 1", "latent <2>"])


def test_every_value_is_written_and_named_by_its_row_and_column() -> None:
    shown = heat({"vocals": FRAME}, "Attention")
    assert re.findall(r"<td style=[^>]*>([^<]*)</td>", shown.html) == ["0.25", "0.75", "1.00", "-0.50"]
    assert re.findall(r"<th scope='(\w+)'>([^<]*)<", shown.html) == [
        ("col", "latent 1"),
        ("col", "latent &lt;2&gt;"),
        ("row", "encoder 1"),
        ("row", "middle"),
    ]
    assert "encoder 1" in shown.text and "0.75" in shown.text
    assert "radio" not in re.sub(r"<style>.*?</style>", "", shown.html, flags=re.DOTALL)


def test_colour_is_strongest_at_the_largest_magnitude_and_differs_by_sign() -> None:
    colours = re.findall(r"rgba\(([\d,.]+)\)", heat({"vocals": FRAME}, "Attention").html)
    assert [colour.rsplit(",", 1)[1] for colour in colours] == ["0.15", "0.45", "0.60", "0.30"]
    assert len({colour.rsplit(",", 1)[0] for colour in colours}) == 2


def test_each_of_several_tables_has_a_labelled_button_and_the_first_is_chosen() -> None:
    html = heat({"vocals": FRAME, "drums": FRAME / 2}, "Attention").html
    buttons = re.findall(r"<input type=\"radio\" name=\"([\w-]+)\" id=\"([\w-]+)\"( checked)?>", html)
    assert [bool(checked) for _, _, checked in buttons] == [True, False]
    assert [re.search(f"<label for='{uid}'>(\\w+)<", html)[1] for _, uid, _ in buttons] == ["vocals", "drums"]
    assert html == heat({"vocals": FRAME, "drums": FRAME / 2}, "Attention").html


@pytest.mark.parametrize("count", [0, 9])
def test_more_tables_than_the_style_sheet_knows_are_refused(count: int) -> None:
    with pytest.raises(ValueError, match=f"tables must be 1 to 8, got {count}"):
        heat({str(number): FRAME for number in range(count)}, "Attention")


def test_what_is_not_finite_is_refused() -> None:
    with pytest.raises(ValueError, match="finite numbers only"):
        heat({"vocals": FRAME * np.nan}, "Attention")
