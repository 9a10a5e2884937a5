"""Boxes and arrows say what they show, and what they show can be looked up."""

import re

import pytest

from lasaft_nb import show
from lasaft_nb.show.diagram import diagram

BOXES = {"x": (0.0, 0.0, "$x$"), "tfc": (1.0, 0.0, "TFC"), "y": (2.0, 1.0, "$y_D^k$")}


def test_a_diagram_says_what_it_shows_and_maths_stands_without_a_frame() -> None:
    html = diagram(BOXES, [("x", "tfc"), ("tfc", "y")], "x goes through a TFC and becomes y", accent=["tfc"]).html
    assert 'role="img" aria-label="x goes through a TFC and becomes y"' in html
    assert html.count("<rect") == html.count("<g class='fp-accent'><rect") == 1
    assert re.search(r">y<tspan[^>]*>D</tspan>.*<tspan[^>]*>k</tspan>", html)
    assert "$" not in html.partition("<svg")[2]


def test_higher_rows_are_drawn_higher() -> None:
    html = diagram(BOXES, [], "two heights").html
    high, low = (float(re.search(rf"y='([-\d.]+)'>{name}<", html)[1]) for name in ("y", "x"))
    assert high < low


def test_a_box_with_a_part_leads_to_its_row() -> None:
    shown = diagram(BOXES, [], "a TFC", parts={"tfc": "TFC"})
    (row,) = re.findall(r'<a href="#([\w-]+)"><title>TFC: to TFC in the table of parts</title>', shown.html)
    assert f"<tr id=\"{row}\"><th scope='row'>TFC</th>" in shown.html
    assert "TFC in blocks/tfc.py" in shown.text


def test_an_arrow_to_nowhere_and_an_unknown_part_are_refused() -> None:
    with pytest.raises(ValueError, match=r"must name boxes, got \['z'\]; boxes are \['tfc', 'x', 'y'\]"):
        diagram(BOXES, [("x", "z")], "x goes nowhere")
    with pytest.raises(ValueError, match=r"must name boxes, got \['z'\]"):
        diagram(BOXES, [], "no such box", parts={"z": "TFC"})
    with pytest.raises(ValueError, match=r"parts must be among first convolution, .*, got \['TIF'\]"):
        diagram(BOXES, [], "no such part", parts={"tfc": "TIF"})
    with pytest.raises(ValueError, match="at least one box"):
        diagram({}, [], "nothing")


ROWS = {"direct": ("$M$", "U-Net", "$T̂$"), "mask": ("$M$", "U-Net", "sigmoid", "× M", "$T̂$")}


def test_the_same_flows_give_the_same_picture_with_its_alternative_text() -> None:
    options = {"bypass": {"mask": (0, 3, "around")}}
    first, again = (show.flows(ROWS, "Two rows of boxes", **options) for _ in range(2))
    assert first == again
    assert 'aria-label="Two rows of boxes"' in first.html
    drawn, without = first.html.partition("<svg")[2], show.flows(ROWS, "Two rows of boxes").html.partition("<svg")[2]
    assert (drawn.count("fp-dashed"), without.count("fp-dashed")) == (1, 0)
    assert ">around</text>" in drawn
    assert drawn.count("<polyline") == 2 + 4 + 1
    assert drawn.count("<g class='fp-accent'>") == 2


def test_boxes_and_names_of_flows_lead_to_their_parts() -> None:
    html = show.flows(ROWS, "Two rows of boxes", parts={"U-Net": "U-Net", "mask": "MME", "sigmoid": "MME"}).html
    assert len(re.findall(r'<a href="#[\w-]+-mme">', html)) == 2
    assert len(re.findall(r'<a href="#[\w-]+-u-net">', html)) == 2
    assert len(re.findall(r"<tr id=", html)) == 2
    with pytest.raises(ValueError, match=r"parts must name boxes or rows, got \['tanh'\]"):
        show.flows(ROWS, "Two rows of boxes", parts={"tanh": "MME"})


@pytest.mark.parametrize(("rows", "alt"), [({}, "nothing"), (ROWS, " ")])
def test_a_picture_of_nothing_or_without_words_is_refused(rows: dict, alt: str) -> None:
    with pytest.raises(ValueError, match=r"rows must hold at least one flow|alt must say what is shown"):
        show.flows(rows, alt)
