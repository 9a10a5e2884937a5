"""Exercises and equations on a small site have the numbers of their chapter, as they have in the handouts."""

import re
import sys
from pathlib import Path

import pytest
from book_site import REPOSITORY

PAGES = {
    "index": "# Index\n\n```{toctree}\nbook/03_part/02_page\nbook/06_end\nbook/appendix\n```\n",
    "book/03_part/02_page": "# Page\n\n$$x$$ (a)\n\n```{exercise} One\n:label: one\n```\n\n"
    "```{exercise} Two\n:label: two\n```\n\n```{solution} two\nSolved.\n```\n",
    "book/06_end": "# End\n\n```{exercise} Three\n:label: three\n```\n\nSee {ref}`two`.\n",
    "book/appendix": "# Appendix\n\n```{exercise} Four\n:label: four\n```\n",
}


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    application = pytest.importorskip("sphinx.application")
    for extension in ("myst_parser", "sphinx_exercise"):
        pytest.importorskip(extension)
    source = tmp_path_factory.mktemp("small")
    for name, text in PAGES.items():
        page = source / f"{name}.md"
        page.parent.mkdir(parents=True, exist_ok=True)
        page.write_text(text, "utf-8")
    extensions = ["myst_parser", "sphinx.ext.mathjax", "sphinx_exercise", "chapter_numbers"]
    settings = {"extensions": extensions, "myst_enable_extensions": ["dollarmath"], "numfig": True}
    sys.path.append(str(REPOSITORY / "book" / "_ext"))
    out = source / "out"
    application.Sphinx(source, None, out, out / "trees", "html", settings, status=None).build()
    return out


def numbers(page: Path, pattern: str) -> list[str]:
    text = re.sub(r"<(?!span class=\"(?:caption-number|eqno)\")[^>]+>", "", page.read_text("utf-8"))
    return re.findall(pattern, text)


def test_exercises_and_equations_have_the_chapters_number_and_their_own(built: Path) -> None:
    page = built / "book/03_part/02_page.html"
    assert numbers(page, r'caption-number">Exercise ([\d.]+)') == ["3.2.1", "3.2.2"]
    assert numbers(page, r'eqno">\(([\d.]+)\)') == ["3.2.1"]
    assert numbers(built / "book/06_end.html", r'caption-number">Exercise ([\d.]+)') == ["6.1"]
    assert numbers(built / "book/appendix.html", r'caption-number">Exercise ([\d.]+)') == ["1"]


def test_solutions_and_references_name_the_same_number(built: Path) -> None:
    assert numbers(built / "book/03_part/02_page.html", r"Solution to\s+Exercise ([\d.]+)") == ["3.2.2"]
    assert numbers(built / "book/06_end.html", r"See\s+Exercise ([\d.]+\d)") == ["3.2.2"]
