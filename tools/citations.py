"""Authors and years of the sources in book/references.bib, as the site's bibliography has them."""

from functools import cache
from pathlib import Path

from pybtex.database import BibliographyData, parse_file

REFERENCES = Path(__file__).parent.parent / "book" / "references.bib"


@cache
def _references() -> BibliographyData:
    return parse_file(str(REFERENCES))


def author_year(key: str) -> tuple[str, str]:
    """Authors and year for a key of the bibliography, such as ``Choi et al.`` and ``2020``."""
    entry = _references().entries[key]
    people = entry.persons["author"]
    first = " ".join(people[0].last_names)
    more = f" and {' '.join(people[1].last_names)}" if len(people) == 2 else " et al." * (len(people) > 2)
    return (first + more).translate({ord(mark): None for mark in "{}"}), entry.fields["year"]


def cited(keys: str, *, textual: bool, address: str = "") -> str:
    """What ``{cite:t}`` (textual) or ``{cite:p}`` shows; with ``address`` each source is a link to its entry there."""
    named = []
    for key in (one.strip() for one in keys.split(",")):
        author, year = author_year(key)
        words = f"{author} ({year})" if textual else f"{author}, {year}"
        named.append(f"[{words}]({address}#cite-{key})" if address else words)
    return ", ".join(named) if textual else f"({'; '.join(named)})"
