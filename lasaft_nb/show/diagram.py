"""Networks and data flows as boxes and arrows: a `diagram` placed by hand, or `flows`, one row of boxes a method."""

from collections.abc import Collection, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from lasaft_nb.errors import extra
from lasaft_nb.show.html import Html, figure

if TYPE_CHECKING:
    from matplotlib.axes import Axes


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
    with extra("evaluate"):
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


FLOW_WIDTH, STEP = 0.78, 1.0  # of a box, and from one box to the next
RED = "#b3462c"
LEARNED = "U-Net"  # boxes of this text are coloured: here something is learned


def flows(
    rows: Mapping[str, Sequence[str]],
    alt: str,
    *,
    bypass: Mapping[str, tuple[int, int, str]] | None = None,
    caption: str = "",
) -> Html:
    """One row of boxes for each flow, as a figure.

    Args:
        rows: {name of the row: texts of its boxes, from left to right}; TeX between dollar signs is set.
        alt: what the figure shows, in words.
        bypass: {name of the row: (from box, to box, text)}, an arrow above the row that leaves out what lies between.
        caption: below the figure.

    Raises:
        ValueError: no rows, or an empty ``alt``.
    """
    with extra("evaluate"):
        import matplotlib.pyplot as plt

    if not rows:
        raise ValueError("rows must hold at least one flow, got none")
    longest = max(len(boxes) for boxes in rows.values())
    fig, ax = plt.subplots(figsize=(1.3 * (longest + 0.6), 1.2 * len(rows)), layout="constrained")
    for i, (name, boxes) in enumerate(rows.items()):
        _row(ax, name, boxes, y=-float(i))
        if bypass and name in bypass:
            _bypass(ax, *bypass[name], y=-float(i))
    ax.set(xlim=(-1.1, longest - 1 + FLOW_WIDTH / 2 + 0.05), ylim=(-len(rows) + 0.65, 0.62))
    ax.axis("off")
    return figure(fig, alt, caption=caption)


def _row(ax: "Axes", name: str, boxes: Sequence[str], *, y: float) -> None:
    with extra("evaluate"):
        from matplotlib.patches import FancyBboxPatch

    ax.text(-1.05, y, name, ha="left", va="center", fontsize=10, fontweight="bold")
    for i, text in enumerate(boxes):
        colour = "#f2c57c" if text == LEARNED else "#dbe7f3"
        frame: dict[str, Any] = {"boxstyle": "round,pad=0.02", "fc": colour, "ec": "#3b6ea5", "mutation_aspect": 0.6}
        ax.add_patch(FancyBboxPatch((i * STEP - FLOW_WIDTH / 2, y - 0.21), FLOW_WIDTH, 0.42, **frame))
        ax.text(i * STEP, y, text, ha="center", va="center", fontsize=9)
        if i:
            start, end = (i - 1) * STEP + FLOW_WIDTH / 2 + 0.02, i * STEP - FLOW_WIDTH / 2 - 0.02
            ax.annotate("", (end, y), (start, y), arrowprops={"arrowstyle": "->", "color": "#333333"})


def _bypass(ax: "Axes", start: int, end: int, text: str, *, y: float) -> None:
    top = y + 0.4
    corners = [start * STEP, start * STEP, end * STEP], [y + 0.24, top, top]
    ax.plot(*corners, color=RED, linewidth=1.2, linestyle="--")
    arrow = {"arrowstyle": "->", "color": RED}
    ax.annotate("", xy=(end * STEP, y + 0.23), xytext=(end * STEP, top + 0.01), arrowprops=arrow)
    ax.text((start + end) / 2 * STEP, top + 0.03, text, ha="center", va="bottom", fontsize=8, color=RED)
