"""Networks and data flows as boxes and arrows: a `diagram` placed by hand, or `flows`, one row of boxes a method."""

import itertools
from collections.abc import Collection, Mapping, Sequence

from lasaft_nb.show.flow_picture import Arrow, Box, flow_picture
from lasaft_nb.show.html import Html

Place = tuple[float, float, str]  # column, row (upwards), text; text between dollar signs stands without a frame
SPREAD = 1.15  # from one column to the next, in those of a drawing
STEP = 1.2  # from one box of a flow to the next
ROW = 1.5  # from one flow to the next, with room for what goes around
LEARNED = "U-Net"  # boxes of this text are coloured: here something is learned


def diagram(
    boxes: Mapping[str, Place],
    arrows: Sequence[tuple[str, str]],
    alt: str,
    *,
    accent: Collection[str] = (),
    parts: Mapping[str, str] | None = None,
    caption: str = "",
) -> Html:
    """Boxes joined by arrows.

    Args:
        boxes: {name: (column, row, text)}; a text between dollar signs stands without a frame.
        arrows: pairs of names, from and to.
        alt: what the figure shows, in words.
        accent: names of the boxes to be coloured.
        parts: {name of a box: the part that it shows}; a click on it leads to that part's row in a table below.
        caption: below the figure.

    Raises:
        ValueError: no boxes, a name in ``arrows``, ``accent`` or ``parts`` that no box has, an unknown part, or an
            empty ``alt``.
    """
    parts = parts or {}
    if unknown := {*accent, *parts, *(name for pair in arrows for name in pair)} - boxes.keys():
        raise ValueError(f"arrows, accent and parts must name boxes, got {sorted(unknown)}; boxes are {sorted(boxes)}")
    drawn = {
        name: _box(text, column=SPREAD * x, row=-y, accent=name in accent, part=parts.get(name, ""))
        for name, (x, y, text) in boxes.items()
    }
    return flow_picture(drawn, [Arrow(start=start, end=end) for start, end in arrows], alt, caption=caption)


def flows(
    rows: Mapping[str, Sequence[str]],
    alt: str,
    *,
    bypass: Mapping[str, tuple[int, int, str]] | None = None,
    parts: Mapping[str, str] | None = None,
    caption: str = "",
) -> Html:
    """One row of boxes for each flow, as a figure.

    Args:
        rows: {name of the row: texts of its boxes, from left to right}; a text between dollar signs has no frame.
        alt: what the figure shows, in words.
        bypass: {name of the row: (from box, to box, text)}, an arrow above the row that leaves out what lies between.
        parts: {text of a box, or name of a row: the part that it shows}; see `diagram`.
        caption: below the figure.

    Raises:
        ValueError: no rows, a text in ``parts`` that no box has, an unknown part, or an empty ``alt``.
    """
    if not rows:
        raise ValueError("rows must hold at least one flow, got none")
    parts, texts = parts or {}, {*rows, *itertools.chain.from_iterable(rows.values())}
    if unknown := parts.keys() - texts:
        raise ValueError(f"parts must name boxes or rows, got {sorted(unknown)}; they are {sorted(texts)}")
    boxes: dict[str, Box] = {}
    arrows: list[Arrow] = []
    for y, (name, texts_of_row) in enumerate(rows.items()):
        boxes[name] = Box(column=-0.8, row=ROW * y, text=name, kind="plain", part=parts.get(name, ""))
        keys = [f"{name} {x}" for x in range(len(texts_of_row))]
        for x, (key, text) in enumerate(zip(keys, texts_of_row, strict=True)):
            boxes[key] = _box(text, column=STEP * x, row=ROW * y, accent=text == LEARNED, part=parts.get(text, ""))
        arrows += [Arrow(start=one, end=other) for one, other in itertools.pairwise(keys)]
        if bypass and name in bypass:
            start, end, words = bypass[name]
            arrows.append(Arrow(start=keys[start], end=keys[end], lift=0.65, dashed=True, text=words))
    return flow_picture(boxes, arrows, alt, caption=caption)


def _box(text: str, *, column: float, row: float, accent: bool, part: str) -> Box:
    framed = not (text.startswith("$") and text.endswith("$"))
    kind = ("accent" if accent else "box") if framed else "plain"
    return Box(column=column, row=row, text=text.strip("$"), kind=kind, part=part)
