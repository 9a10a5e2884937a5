"""Pieces of HTML that generated pages share: links to places of the book, and tables that sort and filter."""

import posixpath
from collections.abc import Iterable, Sequence
from html import escape
from pathlib import Path

from page_anchors import anchors, source_of, title_of

from lasaft_nb.show.html import inline


def raw(html: str) -> str:
    """``html`` as a MyST block that is passed on as it is."""
    return f"````{{raw}} html\n{html}\n````\n"


def href(place: str, page: str) -> str:
    """Address of a place (``folder/page#anchor`` below ``book/``), as seen from the document ``page``."""
    target, _, anchor = place.partition("#")
    address = posixpath.relpath(f"book/{target}.html", posixpath.dirname(page))
    return f"{address}#{anchor}" if anchor else address


def link(place: str, page: str, book: Path) -> str:
    """A link that is called as the heading to which it leads, and the page (up to its colon) where that differs."""
    source = source_of(place, book)
    if source is None:
        raise ValueError(f"place {place!r} names no page below {book.name}/")
    title, anchor = title_of(source), place.partition("#")[2]
    words = anchors(source).get(anchor, title) if anchor else title
    where = "" if words == title else f"<small>{escape(title.split(':')[0])}</small>"
    return f'<a href="{escape(href(place, page))}">{escape(words)}</a>' + (f"<br>{where}" if where else "")


def table(headings: Sequence[str], rows: Iterable[Sequence[str]], *, caption: str, filters: Sequence[str]) -> str:
    """A table that sorts by its headings, filters by some and can be searched; cells are HTML already."""
    return (
        f'<div class="filter-here pst-scrollable-table-container"><table class="table sortable" '
        f'data-search data-filter="{"|".join(filters)}">\n{_inside(headings, rows, caption)}</table></div>\n'
        + inline("show.css", "each.js", "sortable.js", "filterable.js")
    )


def plain_table(headings: Sequence[str], rows: Iterable[Sequence[str]], *, caption: str) -> str:
    """A table that only lies there; cells are HTML already."""
    return (
        f'<div class="pst-scrollable-table-container" role="region" tabindex="0" aria-label="{escape(caption)}">'
        f'<table class="table lasaft-plain">\n{_inside(headings, rows, caption)}</table></div>\n'
    )


def _inside(headings: Sequence[str], rows: Iterable[Sequence[str]], caption: str) -> str:
    head = "".join(f'<th scope="col">{escape(heading)}</th>' for heading in headings)
    body = "\n".join(f"<tr>{''.join(f'<td>{cell}</td>' for cell in row)}</tr>" for row in rows)
    return f"<caption>{escape(caption)}</caption><thead><tr>{head}</tr></thead>\n<tbody>\n{body}\n</tbody>"
