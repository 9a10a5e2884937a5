"""A network as boxes and arrows, placed by hand."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from lasaft_nb.show.html import Html, figure

Place = tuple[float, float, str]  # column, row (upwards), text; TeX between dollar signs is set

INCHES = (1.35, 0.85)  # of a column, of a row
WIDTH, HEIGHT = 0.8, 0.56  # of a box, in columns and rows
FILLS = ("#dbe7f3", "#f2c57c")  # of a box, of an accented one
EDGE = "#3b6ea5"


def diagram(
    boxes: Mapping[str, Place],
    arrows: Sequence[tuple[str, str]],
    alt: str,
    *,
    accent: Collection[str] = (),
    caption: str = "",
) -> Html:
    """Boxes joined by arrows.

    Args:
        boxes: {name: (column, row, text)}; a text that begins with a dollar sign stands without a frame.
        arrows: pairs of names, from and to.
        alt: what the figure shows, in words.
        accent: names of the boxes to be coloured.
        caption: below the figure.

    Raises:
        ValueError: no boxes, a name in ``arrows`` or ``accent`` that no box has, or an empty ``alt``.
    """
    import matplotlib.pyplot as plt
    from matplotlib.patches import Rectangle

    if unknown := {*accent, *(name for pair in arrows for name in pair)} - boxes.keys():
        raise ValueError(f"arrows and accent must name boxes, got {sorted(unknown)}; boxes are {sorted(boxes)}")
    if not boxes:
        raise ValueError("boxes must hold at least one box, got none")
    columns, rows = [x for x, _, _ in boxes.values()], [y for _, y, _ in boxes.values()]
    spans = (max(columns) - min(columns) + 1, max(rows) - min(rows) + 1)
    fig, ax = plt.subplots(figsize=(INCHES[0] * spans[0], INCHES[1] * spans[1]), layout="constrained")
    ax.set(xlim=(min(columns) - 0.5, max(columns) + 0.5), ylim=(min(rows) - 0.5, max(rows) + 0.5))
    ax.axis("off")
    written = {}
    for name, (x, y, text) in boxes.items():
        width = 0.3 if text.startswith("$") else WIDTH
        fill, edge = ("none", "none") if text.startswith("$") else (FILLS[name in accent], EDGE)
        box = Rectangle((x - width / 2, y - HEIGHT / 2), width, HEIGHT, facecolor=fill, edgecolor=edge)
        written[name] = ax.add_patch(box)
        ax.text(x, y, text, ha="center", va="center", fontsize=9)
    for start, end in arrows:
        line: dict[str, Any] = {"arrowstyle": "->", "color": "#333333", "shrinkA": 0, "shrinkB": 0}
        line |= {"patchA": written[start], "patchB": written[end]}
        ax.annotate("", boxes[end][:2], boxes[start][:2], arrowprops=line)
    return figure(fig, alt, caption=caption)
