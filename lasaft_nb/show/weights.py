"""A matrix of weights to explore: zoom, hover, arrow keys; axes that are frequencies read in Hz and note names."""

import io
import json
from html import escape
from typing import TYPE_CHECKING, Union

import numpy as np

from lasaft_nb.errors import extra
from lasaft_nb.show.html import Html, attributes, content_id, data_uri, inline, required_text, script_json

if TYPE_CHECKING:
    from torch import Tensor

MAX_CELLS = 1024  # a side; more is a page of megabytes
MARGINS = {"left": 64, "right": 84, "top": 12, "bottom": 52}  # pixels around the matrix, for axes and colour scale
SOUND = {"rate": 22050, "seconds": 1.5, "strongest": 12}  # of a row that is played: Hz, s, number of sines


def weight_map(
    matrix: Union[np.ndarray, "Tensor"],
    title: str,
    *,
    rows: str = "row",
    columns: str = "column",
    row_hz: float | None = None,
    column_hz: float | None = None,
    size: int = 480,
) -> Html:
    """A zoomable picture of ``matrix`` (rows, columns), blue below zero, white at zero, red above.

    The first row is at the bottom, so that low bins are. ``rows`` and ``columns`` name the axes, which count in kHz
    where they are frequencies; the longer side is ``size`` pixels, and a scale says what the colours mean.
    ``row_hz`` and ``column_hz``, where given, are the Hz between neighbours, and the read-out adds hertz and the
    nearest note. With ``column_hz`` a row is a spectrum: a click on it, or Enter, plays the sines of its strongest
    columns, as `sum_of_sines` makes them. Values are stored in 8 bits; the caption says how coarse that is.

    Raises:
        ValueError: not a matrix, more than 1024 cells a side, values that are not finite, or an empty title.
    """
    values = np.asarray(matrix.detach().cpu() if hasattr(matrix, "detach") else matrix, dtype=np.float32)
    if values.ndim != 2 or not 0 < max(values.shape) <= MAX_CELLS or not np.isfinite(values).all():
        raise ValueError(f"matrix must be 2-D, finite and at most {MAX_CELLS} cells a side, got shape {values.shape}")
    required_text(title, argument="title")
    largest = float(np.abs(values).max()) or 1.0
    png = _png(values[::-1] / largest)  # the first row is the lowest, also in the picture without scripts
    about = {
        "width": values.shape[1],
        "height": values.shape[0],
        "largest": largest,
        "rows": {"name": rows, "hz": row_hz},
        "columns": {"name": columns, "hz": column_hz},
        "margins": MARGINS,
        "sound": {"hz": column_hz, **SOUND} if column_hz else None,
    }
    uid = content_id("weights", png, title, json.dumps(about))
    text = (
        f"{title}: {values.shape[0]} {rows}s upwards by {values.shape[1]} {columns}s to the right, "
        f"largest magnitude {largest:.3g}"
    )
    scale = size / max(values.shape)
    sides = (round(values.shape[1] * scale), max(120, round(values.shape[0] * scale)))
    figure = _figure(uid, text, about, png=png, sides=sides, step=largest / 127)
    return Html(inline("show.css") + figure, f"weight map: {text}")


def _png(unit: np.ndarray) -> bytes:
    """Values in -1..1 as an 8-bit grey PNG; 127 is zero."""
    with extra("evaluate"):
        from PIL import Image

    buffer = io.BytesIO()
    Image.fromarray((np.round(unit * 127) + 127).astype(np.uint8)).save(buffer, "PNG", optimize=True)
    return buffer.getvalue()


def _figure(uid: str, text: str, about: dict[str, object], *, png: bytes, sides: tuple[int, int], step: float) -> str:
    keys = "Arrow keys move the cell, shift for sixteen; plus and minus zoom, zero shows all."
    keys += " Enter plays the row." if about["sound"] else ""
    width = sides[0] + MARGINS["left"] + MARGINS["right"]
    height = sides[1] + MARGINS["top"] + MARGINS["bottom"]
    canvas = {"width": width, "height": height, "tabindex": 0, "role": "application", "aria-label": f"{text}. {keys}"}
    canvas["hidden"] = True  # until the script has drawn it, the picture is seen
    still = {"src": data_uri("image/png", png), "alt": text, "style": "width: 100%"}
    scripts = inline(
        *(("one-sound.js", "sound.js", "row-sound.js") if about["sound"] else ()), "each.js", "weight-map.js"
    )
    data = script_json(about)
    return (
        f"<figure class='lasaft-weights'{attributes({'id': uid})} style='max-width:{width}px'>"
        f"<canvas{attributes(canvas)}></canvas>{_buttons(sound=bool(about['sound']))}"
        f"<img{attributes(still)}>"
        f"<figcaption>{escape(text)} (steps of {step:.2g}). <output aria-live='polite'></output></figcaption>"
        f"<script type='application/json'>{data}</script></figure>{scripts}"
    )


def _buttons(*, sound: bool) -> str:
    """What the keys do, for fingers; hidden until the script runs."""
    actions = {"out": ("−", "Zoom out"), "in": ("+", "Zoom in"), "all": ("all", "Show all")}
    actions |= {"hear": ("♪ row", "Hear the row of the chosen cell")} if sound else {}
    made = (
        f"<button{attributes({'type': 'button', 'data-action': action, 'aria-label': label, 'title': label})}>{sign}"
        "</button>"
        for action, (sign, label) in actions.items()
    )
    return f"<span class='wm-buttons' hidden>{''.join(made)}</span>"
