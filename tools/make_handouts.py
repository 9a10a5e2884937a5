"""Handouts for the laboratory: `python tools/make_handouts.py [--out _build/handouts]`.

The sheets of `book/teach/labs`, one HTML file each. A browser's "Print" gives one page of A4, on paper or as PDF.
"""

import argparse
import re
import sys
from html import escape
from pathlib import Path

from markdown_it import MarkdownIt
from plain_markdown import plain

from lasaft_nb.errors import UserError
from lasaft_nb.paths import atomic_write

ROOT = Path(__file__).parent.parent
SHEET = "Lab sheet"
CSS = (Path(__file__).parent / "offline" / "handout.css").read_text("utf-8")
PAGE = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>{title}</title>
<style>{css}</style></head><body><main>
{body}
<p class="who"><span>Names:</span><span>Date:</span></p>
</main></body></html>
"""


def sources() -> list[Path]:
    """The pages that have a sheet, one for each part of the book."""
    return sorted((ROOT / "book" / "teach" / "labs").glob("*.md"))


def sheet(path: Path) -> str:
    """The title and the sheet of a page, in plain Markdown.

    Raises:
        UserError: the page has no sheet.
    """
    text = path.read_text("utf-8")
    parts = re.split(r"^## (.+)$", text, flags=re.MULTILINE)
    found = dict(zip(parts[1::2], parts[2::2], strict=True))
    if SHEET not in found:
        raise UserError(f"{path.name} has no section '{SHEET}'; write it below a heading '## {SHEET}'")
    return plain(f"{parts[0].strip()}\n\n{found[SHEET].strip()}\n", path)


def page(path: Path) -> str:
    """A sheet as a whole HTML file."""
    markdown = sheet(path)
    title = markdown.splitlines()[0].removeprefix("# ")
    body = MarkdownIt("commonmark").enable("table").render(markdown)
    return PAGE.format(title=escape(title), css=CSS, body=body)


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--out", type=Path, default=ROOT / "_build" / "handouts")
    out = parser.parse_args(arguments).out
    for path in sources():
        with atomic_write(out / f"{path.stem}.html") as temporary:
            temporary.write_text(page(path), "utf-8")
    print(f"{len(sources())} handouts in {out}; a browser's print gives one page of A4 each")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
