"""Slides of every chapter, from its own figures: `python tools/make_slides.py [--preset lite] [--out _build/slides]`.

One HTML file a chapter that needs no other host, beside it MathJax and an index. Arrow keys go on and back, N opens the
notes of whoever speaks; a printer gets one slide a page. There are no solutions on them.
"""

import argparse
import re
import sys
from html import escape
from pathlib import Path

import nbformat
from execute_book import PRESETS, ROOT, chapters, copy_of
from exercise_cells import pieces
from plain_markdown import inline
from site_links import book_of
from slide_cells import Slide, html, is_brief, is_small, slides

from lasaft_nb.errors import UserError
from lasaft_nb.paths import atomic_write

sys.path.append(str(ROOT / "book" / "_ext"))
from chapter_numbers import chapter_of
from offline_assets import copy_mathjax_to  # what the site does, too

PARTS = Path(__file__).parent / "offline"
MATHS = "<script>MathJax = {tex: {displayMath: [['\\\\[', '\\\\]']]}}</script>"
PARTS_TABLE = re.compile(r"<table class=['\"]fp-parts['\"]>.*?</table>", re.DOTALL)
ROW_LINK = re.compile(r"<a\b[^>]*href=['\"]#[^>]*>(?:<title>.*?</title>)?(.*?)</a>", re.DOTALL)
PAGE = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>{title}</title>
<style>{css}</style></head><body><main>
{body}
</main><script>{js}</script>{maths}</body></html>
"""


def chapter_slides(path: Path) -> list[Slide]:
    """The slides of an executed copy; what solves an exercise is left out before anything else is looked at."""
    found, _ = pieces(nbformat.read(path, as_version=4).cells, chapter_of(path))
    cells = [piece.cell for piece in found if not piece.solves]
    for cell in cells:
        if cell.cell_type == "markdown":
            cell.source = inline(cell.source, ROOT / "book" / path.relative_to(book_of(path)))
    return slides(cells)


def section(slide: Slide, number: int, total: int) -> str:
    """One slide as HTML; its notes lie over it when they are opened, so that they take no room."""
    tag = "h1" if slide.level == 1 else "h2"
    kind = "brief" if is_brief(slide) else "said" if is_small(slide) else "pictured"
    figures = "".join(f'<div class="figure">{without_parts(figure)}</div>' for figure in slide.figures)
    notes = f"<details><summary>Notes</summary>{html(slide.notes)}</details>" if slide.notes else ""
    return (
        f'<section id="slide-{number}" class="{kind}"><div class="content">'
        f"<{tag}>{html([slide.title]).removeprefix('<p>').removesuffix('</p>' + chr(10))}</{tag}>\n"
        f"{html(slide.text)}{figures}</div>{notes}"
        f'<div class="number" aria-hidden="true">{number} / {total}</div></section>'
    )


def without_parts(figure: str) -> str:
    """A picture without the table of its parts and without links to it: on a slide somebody speaks about them."""
    return ROW_LINK.sub(r"\1", PARTS_TABLE.sub("", figure))


def page(found: list[Slide], *, depth: int) -> str:
    """A whole chapter; ``depth`` is how many folders it lies below that of MathJax."""
    body = "\n".join(section(slide, number, len(found)) for number, slide in enumerate(found, 1))
    source = "../" * depth + "vendor/mathjax/tex-chtml-full.js"
    maths = f'{MATHS}<script src="{source}" defer></script>' if "\\(" in body or "\\[" in body else ""
    return _filled(found[0].title, body, maths)


def _filled(title: str, body: str, maths: str = "") -> str:
    css, js = ((PARTS / name).read_text("utf-8") for name in ("slides.css", "slides.js"))
    return PAGE.format(title=escape(title), css=css, js=js, body=body, maths=maths)


def index(titles: dict[str, str]) -> str:
    """A page with a link to each chapter's slides."""
    links = "".join(f'<li><a href="{escape(name)}">{escape(title)}</a></li>' for name, title in titles.items())
    return _filled(
        "Slides", f"<section class='said'><div class='content'><h1>Slides</h1><ol>{links}</ol></div></section>"
    )


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--out", type=Path, default=ROOT / "_build" / "slides")
    parser.add_argument("--preset", default="lite", choices=PRESETS, help="which executed copies")
    options = parser.parse_args(arguments)
    try:
        return write(options.out, options.preset)
    except UserError as error:
        print(f"make_slides: {error}", file=sys.stderr)
        return 2


def write(out: Path, preset: str) -> int:
    """Write the slides of all chapters and their index.

    Raises:
        UserError: a chapter has no executed copy.
    """
    titles = {}
    for path in chapters():
        copy = copy_of(path, preset)
        if not copy.is_file():
            raise UserError(f"{path.name} is not executed at preset {preset}; `make slides PRESET={preset}` does it")
        name, found = path.relative_to(ROOT / "book").with_suffix(".html"), chapter_slides(copy)
        titles[name.as_posix()] = found[0].title
        with atomic_write(out / name) as temporary:
            temporary.write_text(page(found, depth=len(name.parts) - 1), "utf-8")
    with atomic_write(out / "index.html") as temporary:
        temporary.write_text(index(titles), "utf-8")
    copy_mathjax_to(out / "vendor" / "mathjax")
    print(f"slides of {len(titles)} chapters; open {out}/index.html")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
