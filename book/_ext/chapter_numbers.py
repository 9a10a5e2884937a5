"""Equations and exercises have the chapter's number and their own: Exercise 3.2.1 is the first one of chapter 3.2.

Sphinx would count them through the whole book, since its chapters have no numbers; notebooks, which are read one by
one, need numbers that a chapter gives by itself.
"""

import re
from pathlib import Path, PurePosixPath

from page_anchors import EQUATION, prose

NUMBER = re.compile(r"(\d+)_")
COUNTED = ("displaymath", "exercise")  # as Sphinx and sphinx-exercise call what they count


def chapter(docname: str) -> tuple[int, ...]:
    """The numbers in a page's path: (2, 4) for ``book/02_background/04_encoder_decoders``, () for an appendix."""
    return tuple(int(found[1]) for part in PurePosixPath(docname).parts if (found := NUMBER.match(part)))


def chapter_of(path: Path) -> tuple[int, ...]:
    """The numbers in the path of a source page, or of its executed copy, below the folder ``book``."""
    book = next(folder for folder in path.parents if folder.name == "book")
    return chapter(path.relative_to(book).as_posix())


def numbers(path: Path) -> dict[str, str]:
    """The number of each labelled equation of a source page, such as ``2.4.1``."""
    labels = [found[1] for line in prose(path) if (found := EQUATION.search(line))]
    return {label: ".".join(map(str, (*chapter_of(path), place))) for place, label in enumerate(labels, 1)}


def renumber(_app, env) -> list[str]:
    """Put these numbers in place of Sphinx's own, in the order in which it found equations and exercises."""
    for docname, figures in env.toc_fignumbers.items():
        for found in (figures.get(kind, {}) for kind in COUNTED):
            for place, name in enumerate(sorted(found, key=found.get), 1):
                found[name] = (*chapter(docname), place)
    return []  # no page has to be read again


def setup(app) -> dict[str, bool]:
    app.connect("env-get-updated", renumber, priority=900)  # Sphinx counts at 500
    return {"parallel_read_safe": True, "parallel_write_safe": True}
