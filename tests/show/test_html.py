"""Figures and ids: always with a text, always the same bytes."""

import base64
import io

import matplotlib.pyplot as plt
import pytest
from PIL import Image

from lasaft_nb.show import figure
from lasaft_nb.show.html import attributes, content_id


def drawing() -> plt.Figure:
    fig, ax = plt.subplots(figsize=(2, 1))
    ax.plot([0, 1], [1, 0])
    return fig


def test_a_figure_is_a_png_with_the_alt_text_escaped_and_the_figure_is_closed() -> None:
    fig = drawing()
    shown = figure(fig, 'falls from "1" to <0>', caption="a line")
    assert 'alt="falls from &quot;1&quot; to &lt;0&gt;"' in shown.html
    assert "<figcaption>a line</figcaption>" in shown.html
    png = base64.b64decode(shown.html.split("base64,")[1].split('"')[0])
    assert Image.open(io.BytesIO(png)).format == "PNG"
    assert not plt.fignum_exists(fig.number)


def test_drawing_the_same_figure_twice_gives_the_same_bytes() -> None:
    assert figure(drawing(), "a line").html == figure(drawing(), "a line").html


def test_a_figure_without_alt_text_is_refused() -> None:
    with pytest.raises(ValueError, match="alt must say what is shown"):
        figure(drawing(), "  ")
    plt.close("all")


def test_ids_depend_on_the_content_alone() -> None:
    assert content_id("x", "a", b"b") == content_id("x", "a", b"b")
    assert content_id("x", "a") != content_id("x", "b")


def test_attributes_leave_out_false_and_none_and_escape_the_rest() -> None:
    assert attributes({"controls": True, "muted": False, "alt": None, "title": 'a"b'}) == ' controls title="a&quot;b"'
