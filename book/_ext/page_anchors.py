"""Where in the book something can be linked to: the anchors of a source page, found without building the site.

An anchor is the HTML id that Sphinx gives to a heading, a MyST label, an equation or an exercise.
"""

import json
import re
from pathlib import Path

from docutils.nodes import make_id

HEADING = re.compile(r"^(#{1,6}) +(.+?)\s*$")
LABEL = re.compile(r"^\(([\w-]+)\)=$")
EQUATION = re.compile(r"\$\$ *\(([\w-]+)\)\s*$")
OPTION = re.compile(r"^:(?:label|name): +([\w-]+)\s*$")
FENCE = re.compile(r"^ *(`{3,}|~{3,}|:{3,}) *(.*?) *$")


def source_of(place: str, book: Path) -> Path | None:
    """The notebook or Markdown file of ``folder/page`` or ``folder/page#anchor``, relative to ``book``."""
    page = place.partition("#")[0]
    found = (book / f"{page}{suffix}" for suffix in (".ipynb", ".md"))
    return next((path for path in found if path.is_file()), None)


def prose(path: Path) -> list[str]:
    """Lines of Markdown of a page, without the contents of plain code fences."""
    text = path.read_text("utf-8")
    if path.suffix == ".ipynb":
        cells = [cell for cell in json.loads(text)["cells"] if cell["cell_type"] == "markdown"]
        text = "\n\n".join("".join(cell["source"]) for cell in cells)
    kept: list[str] = []
    fences: list[tuple[str, bool]] = []  # open ones: their mark, and whether they are directives
    for line in text.splitlines():
        mark, info = FENCE.match(line).groups() if FENCE.match(line) else ("", "")
        if mark and not info and fences and mark.startswith(fences[-1][0]):
            fences.pop()
        elif fences and not fences[-1][1]:
            continue
        elif mark:
            fences.append((mark, info.startswith("{")))
        else:
            kept.append(line)
    return kept


def plain(title: str) -> str:
    """A heading without its Markdown marks."""
    return re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", title).replace("`", "").replace("*", "")


def anchors(path: Path) -> dict[str, str]:
    """Every anchor of a page and what stands there: a heading's title, or the label itself."""
    found: dict[str, str] = {}
    waiting: list[str] = []
    for line in prose(path):
        if label := LABEL.match(line):
            waiting.append(make_id(label[1]))
        elif heading := HEADING.match(line):
            title = plain(heading[2])
            found |= dict.fromkeys([*waiting, make_id(title)], title)
            waiting = []
        elif equation := EQUATION.search(line):
            found[f"equation-{make_id(equation[1])}"] = f"equation {equation[1]}"
        elif option := OPTION.match(line):
            found[make_id(option[1])] = option[1]
    return found | {name: name for name in waiting}


def title_of(path: Path) -> str:
    """The page's title: its first heading."""
    return next((plain(found[2]) for line in prose(path) if (found := HEADING.match(line))), path.stem)
