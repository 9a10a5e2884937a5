"""Boxes and arrows say what they show."""

import pytest

from lasaft_nb import show
from lasaft_nb.show.diagram import diagram

BOXES = {"x": (0.0, 0.0, "$x$"), "tfc": (1.0, 0.0, "TFC"), "y": (2.0, 1.0, "$y$")}


def test_a_diagram_is_a_picture_that_says_what_it_shows():
    html = diagram(BOXES, [("x", "tfc"), ("tfc", "y")], "x goes through a TFC and becomes y", accent=["tfc"]).html
    assert "x goes through a TFC and becomes y" in html
    assert "data:image/png" in html


def test_an_arrow_to_nowhere_is_refused():
    with pytest.raises(ValueError, match=r"must name boxes, got \['z'\]; boxes are \['tfc', 'x', 'y'\]"):
        diagram(BOXES, [("x", "z")], "x goes nowhere")
    with pytest.raises(ValueError, match="at least one box"):
        diagram({}, [], "nothing")


ROWS = {"direct": ("$M$", "U-Net", "$\\hat T$"), "mask": ("$M$", "U-Net", "sigmoid", "× $M$", "$\\hat T$")}


def test_the_same_flows_give_the_same_picture_with_its_alternative_text() -> None:
    options = {"bypass": {"mask": (0, 3, "M")}}
    first, again = (show.flows(ROWS, "Two rows of boxes", **options) for _ in range(2))
    assert first == again
    assert 'alt="Two rows of boxes"' in first.html.replace("'", '"')
    assert first.html != show.flows(ROWS, "Two rows of boxes").html  # the bypass is drawn


@pytest.mark.parametrize(("rows", "alt"), [({}, "nothing"), (ROWS, " ")])
def test_a_picture_of_nothing_or_without_words_is_refused(rows: dict, alt: str) -> None:
    with pytest.raises(ValueError, match=r"rows must hold at least one flow|alt must say what is shown"):
        show.flows(rows, alt)
