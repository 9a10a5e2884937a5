"""Where in the book each part of the thesis, of its slides and of the lecture is found, and each claim shown.

Two files say it: ``data/thesis/coverage.csv`` names what there is (sections, figures, tables, equations, slides), and
``data/thesis/places.csv`` where it is treated. A place is ``folder/page#anchor`` below ``book/``; several are separated
by blanks, and none means that the book does not treat it yet.
"""

import csv
from dataclasses import dataclass
from pathlib import Path

from lasaft_nb.errors import UserError
from lasaft_nb.paths import data_dir


@dataclass(frozen=True, kw_only=True)
class Part:
    """A part of what the book follows: a section, figure, table, equation, slide, topic of the lecture, ..."""

    id: str
    kind: str
    source: str
    subject: str
    places: tuple[str, ...]


def places(*, root: Path | None = None) -> dict[str, tuple[str, ...]]:
    """Id of a part (``T-3.5``) or claim (``C07``) -> its places, in the order of the file.

    Raises:
        UserError: an id that stands there twice.
    """
    found: dict[str, tuple[str, ...]] = {}
    for row in _rows("places.csv", root):
        if row["id"] in found:
            raise UserError(f"places.csv must name each id once, got {row['id']!r} twice")
        found[row["id"]] = tuple(row["place"].split())
    return found


def coverage(*, root: Path | None = None) -> list[Part]:
    """Every part of ``coverage.csv`` with its places; ``root`` is another folder than ``data/thesis``."""
    where = places(root=root)
    return [Part(**row, places=where.get(row["id"], ())) for row in _rows("coverage.csv", root)]


def _rows(name: str, root: Path | None) -> list[dict[str, str]]:
    with ((root or data_dir() / "thesis") / name).open(encoding="utf-8", newline="") as handle:
        return list(csv.DictReader(handle))
