"""Tables sort, filter and are coloured by their values."""

import re

import numpy as np
import pandas as pd
import pytest

from lasaft_nb.show import heat, table

FRAME = pd.DataFrame({"row": ["TFC <17>", "TDF"], "SDR": [7.123, np.nan], "seeds": [3, 1]})


def test_numbers_are_rounded_and_missing_ones_are_dashes() -> None:
    html = table(FRAME, caption="Vocals").html
    for cell in ("<td>7.12</td>", "<td>–</td>", "<td>3</td>", "<td>TFC &lt;17&gt;</td>", "<caption>Vocals</caption>"):
        assert cell in html
    assert "sortable" in html


def test_a_named_index_becomes_a_column_and_a_plain_one_is_left_out() -> None:
    assert "<th>network</th>" in table(FRAME.rename_axis("network")).html
    assert "<th></th>" not in table(FRAME).html


def test_tables_longer_than_a_page_are_refused() -> None:
    with pytest.raises(ValueError, match="at most 500 rows, got 501"):
        table(pd.DataFrame({"x": range(501)}))


def test_a_table_can_be_filtered_by_its_columns_and_only_by_those() -> None:
    html = table(FRAME, filters=("row", "seeds")).html
    assert html.count("data-filter=") >= 1 and '<table data-filter="row|seeds" ' in html
    assert "data-filter=" not in table(FRAME).html
    with pytest.raises(ValueError, match=r"filters must be columns of df \(row, SDR, seeds\), got 'x'"):
        table(FRAME, filters=("x",))


NUMBERS = pd.DataFrame([[0.25, 0.75], [1.0, -0.5]], index=["encoder 1", "middle"], columns=["latent 1", "latent <2>"])


def test_every_value_is_written_and_named_by_its_row_and_column() -> None:
    shown = heat({"vocals": NUMBERS}, "Attention")
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
    colours = re.findall(r"rgba\(([\d,.]+)\)", heat({"vocals": NUMBERS}, "Attention").html)
    strengths = [float(colour.rsplit(",", 1)[1]) for colour in colours]
    assert [one / max(strengths) for one in strengths] == pytest.approx([0.25, 0.75, 1, 0.5], abs=0.02)
    assert len({colour.rsplit(",", 1)[0] for colour in colours}) == 2


def test_each_of_several_tables_has_a_labelled_button_and_the_first_is_chosen() -> None:
    html = heat({"vocals": NUMBERS, "drums": NUMBERS / 2}, "Attention").html
    buttons = re.findall(r"<input type=\"radio\" name=\"([\w-]+)\" id=\"([\w-]+)\"( checked)?>", html)
    assert [bool(checked) for _, _, checked in buttons] == [True, False]
    assert [re.search(f"<label for='{uid}'>(\\w+)<", html)[1] for _, uid, _ in buttons] == ["vocals", "drums"]
    assert html == heat({"vocals": NUMBERS, "drums": NUMBERS / 2}, "Attention").html


@pytest.mark.parametrize("count", [0, 9])
def test_more_tables_than_the_style_sheet_knows_are_refused(count: int) -> None:
    with pytest.raises(ValueError, match=f"tables must be 1 to 8, got {count}"):
        heat({str(number): NUMBERS for number in range(count)}, "Attention")


def test_what_is_not_finite_is_refused() -> None:
    with pytest.raises(ValueError, match="finite numbers only"):
        heat({"vocals": NUMBERS * np.nan}, "Attention")
