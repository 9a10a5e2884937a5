"""The mapping from the thesis to the book: every part is listed, and every page and anchor that is named exists."""

from pathlib import Path

import pytest
from book_site import REPOSITORY, built_site, module

from lasaft_nb.errors import UserError
from lasaft_nb.results.coverage import coverage, places
from lasaft_nb.results.scorecard import scorecard

BOOK = REPOSITORY / "book"
page_anchors = module("book/_ext/page_anchors.py")


def all_places() -> list[str]:
    return sorted({place for found in places().values() for place in found})


def test_the_mapping_names_every_part_and_every_claim_and_nothing_else() -> None:
    parts = [part.id for part in coverage()]
    assert list(places()) == [*parts, *scorecard()["id"]]
    assert len(parts) == len(set(parts)) == 114


def test_every_named_page_and_anchor_exists() -> None:
    missing = []
    for place in all_places():
        source, anchor = page_anchors.source_of(place, BOOK), place.partition("#")[2]
        if source is None or (anchor and anchor not in page_anchors.anchors(source)):
            missing.append(place)
    assert missing == []


@pytest.mark.slow
def test_the_built_pages_have_those_anchors() -> None:
    site = built_site()
    for place in all_places():
        page, _, anchor = place.partition("#")
        html = (site / "book" / f"{page}.html").read_text("utf-8")
        assert not anchor or f'id="{anchor}"' in html, place


def test_a_part_without_a_place_is_not_covered_and_an_id_that_stands_twice_is_refused(tmp_path: Path) -> None:
    (tmp_path / "coverage.csv").write_text(
        "id,kind,source,subject\nT-1,section,thesis 1,one\nT-2,section,thesis 2,two\n"
    )
    (tmp_path / "places.csv").write_text("id,place\nT-1,a/b#c d\nT-2,\n")
    assert [part.places for part in coverage(root=tmp_path)] == [("a/b#c", "d"), ()]
    (tmp_path / "places.csv").write_text("id,place\nT-1,a\nT-1,b\n")
    with pytest.raises(UserError, match="got 'T-1' twice"):
        places(root=tmp_path)


def test_anchors_are_headings_labels_equations_and_exercises_but_nothing_inside_code(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text(
        "# A `title`, with *marks*\n\n(my_label)=\n## TFC: 2 kinds\n\n$$ x = 1 $$ (eq-x)\n\n"
        "```python\n# no heading\n```\n\n````{exercise} One\n:label: ex-one\n\n"
        "```python\n## none\n```\n````\n\n## Mixture's end\n"
    )
    assert page_anchors.anchors(page) == {
        "a-title-with-marks": "A title, with marks",
        "my-label": "TFC: 2 kinds",
        "tfc-2-kinds": "TFC: 2 kinds",
        "equation-eq-x": "equation eq-x",
        "ex-one": "ex-one",
        "mixture-s-end": "Mixture's end",
    }
    assert page_anchors.title_of(page) == "A title, with marks"
