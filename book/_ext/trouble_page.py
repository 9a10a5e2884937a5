"""The appendix on troubles: what the doctor looks at, and the README's list of symptoms."""

from html import escape
from pathlib import Path

from page_html import raw, table

from lasaft_nb.doctor.checks import CHECKS

HEADING = "## Trouble shooting"


def checks(*, page: str, book: Path, repository: str) -> str:
    """A row for each line of ``lasaft-nb doctor``."""
    rows = [
        (
            f"<code>{escape(check.what)}</code>",
            "yes" if check.essential else "no",
            escape(check.looks),
            escape(check.without),
            f"<code>{escape(check.cure)}</code>",
        )
        for check in CHECKS
    ]
    headings = ("line", "needed for all", "looks at", "without it", "cure")
    return raw(table(headings, rows, caption=f"The {len(rows)} lines of the doctor.", filters=("needed for all",)))


def symptoms(*, page: str, book: Path, repository: str) -> str:
    """The README's table of symptoms."""
    section = (book.parent / "README.md").read_text("utf-8").split(f"\n{HEADING}\n")[1].split("\n## ")[0]
    return "\n".join(line for line in section.splitlines() if line.startswith("|")) + "\n"
