"""The links of the tables below drawings (lasaft_nb/show/parts.py): from a place in the book to the page's own address.

In a notebook they lead to the other notebook; on a page of the book to the very section, and are called as it is.
"""

import re
from html import unescape
from pathlib import Path

from page_html import link

LINK = re.compile(r'<a data-place="([^"]+)"[^>]*>.*?</a>', re.DOTALL)


def linked(body: str, *, page: str, book: Path) -> str:
    """``body`` of the document ``page`` with every place that a table names as a link.

    Raises:
        ValueError: a place names no page of the book.
    """
    return LINK.sub(lambda found: link(unescape(found[1]), page, book), body)


def rewrite(app, pagename, templatename, context, doctree) -> None:
    if "body" in context:
        context["body"] = linked(context["body"], page=pagename, book=Path(app.srcdir, "book"))


def setup(app) -> dict[str, bool]:
    app.connect("html-page-context", rewrite)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
