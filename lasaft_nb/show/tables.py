"""Tables that sort when a heading is clicked or Enter is pressed on it, and that can be filtered by some columns."""

from collections.abc import Sequence
from html import escape
from typing import TYPE_CHECKING

from lasaft_nb.show.html import Html, inline

if TYPE_CHECKING:
    import pandas as pd


def table(
    df: "pd.DataFrame", *, caption: str = "", digits: int = 2, missing: str = "–", filters: Sequence[str] = ()
) -> Html:
    """A data frame as a sortable table; real numbers get ``digits`` decimals, missing ones a dash.

    For each of the columns ``filters`` a choice above the table shows the rows of one value only.

    An index that has a name (or several levels) becomes ordinary columns; the plain 0, 1, 2… is left out.

    Raises:
        ValueError: more than 500 rows, which no reader reads and no page should carry; a filter that is no column.
    """
    if len(df) > 500:
        raise ValueError(f"df must have at most 500 rows, got {len(df)}; show df.head() or a summary")
    if any(name is not None for name in df.index.names):
        df = df.reset_index()
    if unknown := [name for name in filters if name not in df.columns]:
        raise ValueError(f"filters must be columns of df ({', '.join(map(str, df.columns))}), got {unknown[0]!r}")
    html = df.to_html(
        index=False,
        classes="sortable",
        border=0,
        na_rep=missing,
        float_format=lambda value: f"{value:.{digits}f}",
    )
    if caption:
        html = html.replace("<thead>", f"<caption>{escape(caption)}</caption><thead>", 1)
    if filters:
        html = html.replace("<table ", f'<table data-filter="{escape("|".join(filters))}" ', 1)
    scripts = ("sortable.js", "filterable.js") if filters else ("sortable.js",)
    text = (caption + "\n" if caption else "") + df.to_string(index=False, na_rep=missing)
    return Html(inline("show.css") + html + inline(*scripts), text)
