"""The coverage page: what of the thesis, its slides and the lecture is where in the book."""

from collections import Counter
from html import escape
from pathlib import Path

from page_html import link, raw, table

from lasaft_nb.results.coverage import coverage


def counts(*, page: str, book: Path, repository: str) -> str:
    """How many parts of each kind the book treats, as a small table."""
    parts = coverage()
    total, here = Counter(part.kind for part in parts), Counter(part.kind for part in parts if part.places)
    rows = [f"| {kind} | {here[kind]} | {number} |" for kind, number in total.items()]
    last = f"| all | {here.total()} | {total.total()} |"
    return "\n".join(["| kind | in the book | of |", "|---|---:|---:|", *rows, last, ""])


def parts(*, page: str, book: Path, repository: str) -> str:
    """Every part with links to its places."""
    rows = [
        (
            escape(part.id),
            escape(part.kind),
            escape(part.source),
            escape(part.subject),
            "<br>".join(link(place, page, book) for place in part.places) or "not yet",
        )
        for part in coverage()
    ]
    caption = f"{len(rows)} parts. Click a heading to sort; “not yet” in the search box lists what is missing."
    return raw(table(("id", "kind", "source", "subject", "in the book"), rows, caption=caption, filters=("kind",)))
