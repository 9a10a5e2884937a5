"""Pieces of HTML that stand alone: pictures and sounds as data URIs, scripts inline, ids made from the content."""

import base64
import hashlib
import io
import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from html import escape
from importlib.resources import files
from typing import TYPE_CHECKING

from lasaft_nb.errors import extra

if TYPE_CHECKING:
    from matplotlib.figure import Figure


@dataclass(frozen=True)
class Html:
    """Something to display. ``text`` says the same in words, for terminals and screen readers."""

    html: str
    text: str

    def _repr_html_(self) -> str:
        return self.html

    def __repr__(self) -> str:
        return self.text


@cache
def asset(name: str) -> str:
    """Text of a script or style sheet in ``lasaft_nb/show/assets``."""
    return files("lasaft_nb.show").joinpath("assets", name).read_text("utf-8")


def inline(*names: str) -> str:
    """``<style>`` and ``<script>`` elements that hold the named assets, so an output needs no other file."""
    tags = {"css": "style", "js": "script"}
    parts = [(tags[name.rsplit(".", 1)[1]], asset(name)) for name in names]
    return "".join(f"<{tag}>{text}</{tag}>" for tag, text in parts)


def content_id(prefix: str, *content: str | bytes) -> str:
    """An id for an element that depends on nothing but ``content``."""
    digest = hashlib.sha256()
    for piece in content:
        digest.update(piece.encode() if isinstance(piece, str) else piece)
    return f"{prefix}-{digest.hexdigest()[:10]}"


def data_uri(mime: str, content: bytes) -> str:
    """``content`` inside a URI."""
    return f"data:{mime};base64,{base64.b64encode(content).decode()}"


def attributes(values: Mapping[str, object]) -> str:
    """HTML attributes, escaped; a value of ``True`` gives a bare name, ``None`` and ``False`` leave it out."""
    kept = {name: value for name, value in values.items() if value is not None and value is not False}
    return "".join(f" {n}" if v is True else f' {n}="{escape(str(v))}"' for n, v in kept.items())


def script_json(value: object) -> str:
    """``value`` as JSON for inside of a script element, which no text in it can end: "<" is written as an escape."""
    return json.dumps(value).replace("<", "\\u003c")


def required_text(value: str, *, argument: str) -> str:
    """``value``, or a ValueError when it says nothing: what is shown must also be told."""
    if not value.strip():
        raise ValueError(f"{argument} must say what is shown, got an empty text")
    return value


def figure(fig: "Figure", alt: str, *, caption: str = "", dpi: int = 100, n_colours: int = 256) -> Html:
    """A matplotlib figure as PNG with an alternative text; the figure is closed, so it is not shown twice.

    It has a palette of ``n_colours``: 256 are a third of the bytes of a picture without one, 64 two thirds of that.

    Raises:
        ValueError: ``alt`` is empty.
    """
    with extra("evaluate"):
        import matplotlib.pyplot as plt

    required_text(alt, argument="alt")
    png = io.BytesIO()
    fig.savefig(png, format="png", dpi=dpi, bbox_inches="tight", metadata={"Software": None})
    plt.close(fig)
    return picture(_in_few_colours(png, n_colours), alt=alt, caption=caption)


def _in_few_colours(png: io.BytesIO, n_colours: int) -> bytes:
    """The picture with a palette."""
    with extra("evaluate"):
        from PIL import Image

    smaller = io.BytesIO()
    cover = Image.Quantize.MAXCOVERAGE  # every colour of a spectrogram within 9 of 255 levels, with 64 colours
    picture = Image.open(png).convert("RGB").quantize(n_colours, cover, dither=Image.Dither.NONE)
    picture.save(smaller, "PNG", optimize=True)
    return smaller.getvalue()


def picture(png: bytes, *, alt: str, caption: str = "") -> Html:
    """PNG bytes as a figure with an alternative text and perhaps a caption."""
    image = f"<img{attributes({'src': data_uri('image/png', png), 'alt': alt})} style='max-width:100%;height:auto'>"
    below = f"<figcaption>{escape(caption)}</figcaption>" if caption else ""
    return Html(f"<figure class='lasaft-figure'>{image}{below}</figure>", f"figure: {alt}")
