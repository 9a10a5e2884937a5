import pytest

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
