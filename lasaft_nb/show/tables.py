"""Tables that sort when a heading is clicked or Enter is pressed on it, filter by some columns, and can be searched."""

from collections.abc import Sequence
from html import escape
from typing import TYPE_CHECKING

from lasaft_nb.show.html import Html, attributes, inline

if TYPE_CHECKING:
    import pandas as pd

LONG = 20  # rows; longer tables have a search box


def table(
    df: "pd.DataFrame",
    *,
    caption: str = "",
    digits: int = 2,
    missing: str = "–",
    filters: Sequence[str] = (),
    search: bool | None = None,
) -> Html:
    """A data frame as a sortable table; real numbers get ``digits`` decimals, missing ones a dash.

    For each of the columns ``filters`` a choice above the table shows the rows of one value only. With ``search`` (by
    default where there are more than 20 rows) there is a box for words that a row must have.

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
    html = df.rename_axis(columns=None).to_html(  # a name would take a column of its own, with empty headings below it
        index=False,
        classes="sortable",
        border=0,
        na_rep=missing,
        float_format=lambda value: f"{value:.{digits}f}",
    )
    if caption:
        html = html.replace("<thead>", f"<caption>{escape(caption)}</caption><thead>", 1)
    search = len(df) > LONG if search is None else search
    if filters or search:
        about = {"data-filter": "|".join(filters), "data-search": search}
        html = html.replace("<table ", f"<table{attributes(about)} ", 1)
    scripts = ("each.js", "sortable.js", *(("filterable.js",) if filters or search else ()))
    text = (caption + "\n" if caption else "") + df.to_string(index=False, na_rep=missing)
    return Html(inline("show.css") + html + inline(*scripts), text)
