"""Tables: sortable, filterable ones of records, and small ones of numbers as coloured cells, one at a time."""

from collections.abc import Mapping, Sequence
from html import escape
from typing import TYPE_CHECKING

import numpy as np

from lasaft_nb.show.html import Html, attributes, content_id, inline, required_text

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


MAX_TABLES = 8  # as many as the style sheet knows


def heat(tables: Mapping[str, "pd.DataFrame"], title: str, *, digits: int = 2) -> Html:
    """Tables of one kind, each cell coloured by its value and the value written in it.

    ``tables`` maps a choice, such as a source, to a data frame whose index and columns name the cells. With several
    choices, radio buttons say which is seen: they work by keyboard and without a script. Blue is above zero, orange
    below; the strength is relative to the largest magnitude of all tables.

    Raises:
        ValueError: no table, more than 8, values that are not finite, or an empty title.
    """
    required_text(title, argument="title")
    if not 0 < len(tables) <= MAX_TABLES:
        raise ValueError(f"tables must be 1 to {MAX_TABLES}, got {len(tables)}")
    values = np.concatenate([np.asarray(table, dtype=float).ravel() for table in tables.values()])
    if not np.isfinite(values).all():
        raise ValueError("tables must hold finite numbers only")
    largest = float(np.abs(values).max()) or 1.0
    bodies = {name: _table(table, name, largest=largest, digits=digits) for name, table in tables.items()}
    uid = content_id("heat", title, *bodies.values())
    scrolls = attributes({"class": "heat-tables", "tabindex": 0, "role": "region", "aria-label": f"{title}, numbers"})
    html = f"<p>{escape(title)}</p>{_choices(uid, list(tables))}<div{scrolls}>{''.join(bodies.values())}</div>"
    text = "\n".join(f"{name}\n{table.round(digits).to_string()}" for name, table in tables.items())
    about = {"class": "lasaft-heat", "id": uid, "role": "group", "aria-label": title}
    return Html(f"{inline('heat.css')}<div{attributes(about)}>{html}</div>", f"{title}\n{text}")


def _choices(uid: str, names: list[str]) -> str:
    if len(names) == 1:
        return ""
    parts = []
    for number, name in enumerate(names):
        button = {"type": "radio", "name": uid, "id": f"{uid}-{number}", "checked": number == 0}
        parts.append(f"<input{attributes(button)}><label for='{uid}-{number}'>{escape(name)}</label>")
    return "".join(parts)


def _table(table: "pd.DataFrame", name: str, *, largest: float, digits: int) -> str:
    head = "".join(f"<th scope='col'>{escape(str(column))}</th>" for column in table.columns)
    rows = "".join(
        f"<tr><th scope='row'>{escape(str(index))}</th>{''.join(_cell(v, largest, digits) for v in row)}</tr>"
        for index, row in zip(table.index, np.asarray(table, dtype=float), strict=True)
    )
    return (
        f"<table><caption>{escape(name)}</caption><thead><tr><td></td>{head}</tr></thead><tbody>{rows}</tbody></table>"
    )


def _cell(value: float, largest: float, digits: int) -> str:
    colour = "13,110,253" if value >= 0 else "230,120,0"
    strength = 0.55 * min(abs(value) / largest, 1.0)  # text has a contrast of 4.5 on it, dark or light
    return f"<td style='background:rgba({colour},{strength:.2f})'>{value:.{digits}f}</td>"
