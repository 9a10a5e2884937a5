"""Addresses on the published site: of pages, sections, equations and sources, found without building it."""

import os.path
import sys
import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from docutils.nodes import make_id
from set_repository import published, slug

from lasaft_nb.errors import UserError

sys.path.append(str(Path(__file__).parent.parent / "book" / "_ext"))
from chapter_numbers import numbers
from page_anchors import anchors, source_of, title_of

ROOT = Path(__file__).parent.parent


@cache
def repository() -> str:
    """The address in pyproject.toml, which `make repo` rewrites."""
    return tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["urls"]["Repository"]


@cache
def site() -> str:
    """Where GitHub Pages shows the repository's site, with a slash at the end."""
    return f"{published(slug(repository()))}/"


def book_of(page: Path) -> Path:
    """The folder ``book`` in which a source page lies."""
    return next(folder for folder in page.parents if folder.name == "book")


def page_address(path: Path) -> str:
    return site() + path.relative_to(book_of(path).parent).with_suffix(".html").as_posix()


def _pages(book: Path) -> list[Path]:
    return sorted(path for path in book.rglob("*") if path.suffix in {".ipynb", ".md"})


@dataclass(frozen=True)
class Place:
    """A page or a part of one: its address, and what a link to it says if the author gave no words."""

    address: str
    words: str


@cache
def _labels(book: Path) -> dict[str, Place]:
    """Every anchor of the book's pages; the first page that has it."""
    found: dict[str, Place] = {}
    for path in _pages(book):
        for anchor, words in anchors(path).items():
            found.setdefault(anchor, Place(f"{page_address(path)}#{anchor}", words))
    return found


def place(target: str, page: Path) -> Place:
    """Where a link on ``page`` leads: to a page, a part of one, or a label anywhere in the book.

    Raises:
        UserError: when there is neither such a page nor such a label.
    """
    file, _, anchor = target.partition("#")
    book = book_of(page)
    beside = page.relative_to(book).parent
    name = os.path.normpath(beside / file.removesuffix(".ipynb").removesuffix(".md")) if file else page.stem
    other = source_of(name, book) if file else page
    if other and anchor in {"", *anchors(other)}:
        words = anchors(other)[anchor] if anchor else title_of(other)
        return Place(page_address(other) + (f"#{anchor}" if anchor else ""), words)
    if found := _labels(book).get(make_id(anchor or target)):
        return found
    raise UserError(f"{page.name} links to {target!r}, neither a page nor a label of the book; correct the link")


def equation(label: str, page: Path) -> Place:
    """Where an equation of the book stands on the site, and its number in parentheses.

    Raises:
        UserError: when no page of the book has it.
    """
    if found := _equations(book_of(page)).get(label):
        return found
    raise UserError(f"no page has an equation with the label {label!r}; write `$$ ({label})` below one")


@cache
def _equations(book: Path) -> dict[str, Place]:
    return {
        label: Place(f"{page_address(path)}#equation-{make_id(label)}", f"({number})")
        for path in _pages(book)
        for label, number in numbers(path).items()
    }
