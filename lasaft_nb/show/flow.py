"""Data flows: rows of boxes joined by arrows, one row a method, in one picture."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from lasaft_nb.show.html import Html, figure

if TYPE_CHECKING:
    from matplotlib.axes import Axes

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
