"""Tables: rounded, escaped, sortable, with dashes for what is missing."""

import numpy as np
import pandas as pd
import pytest

from lasaft_nb.show import table

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
