"""Boxes, joins and arrows as a drawing in a page: in the theme's colours, with boxes to click."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape

from lasaft_nb.show.html import Html, attributes, content_id, inline, required_text
from lasaft_nb.show.parts import PARTS, row_id, set_in_svg, table_of

COLUMN, ROW = 112, 64  # units of the drawing from one box to the next
BOX = (102, 44)  # width and height of a box
JOIN = 11  # radius of a circle that joins two arrows
LINE = 15  # from one line of text to the next
CELL = 12  # side of a cell of a grid


@dataclass(frozen=True, kw_only=True)
class Box:
    """Something in a drawing: its place in columns (to the right) and rows (down), and its text, one or more lines, in
    which ``_`` and ``^`` lower and raise what follows (one letter, or braces).

    ``kind``: "box", "accent" (a box in another colour), "join" (a circle) or "plain" (text alone). ``height`` is in
    parts of a usual box. A box that shows one of `PARTS` names it as its ``part``: a click on it leads to that part's
    row in the table below the drawing.
    """

    column: float
    row: float
    text: str
    kind: str = "box"
    height: float = 1.0
    part: str = ""

    @property
    def middle(self) -> tuple[float, float]:
        """(x, y) in units of the drawing."""
        return self.column * COLUMN, self.row * ROW

    @property
    def half(self) -> tuple[float, float]:
        """Half of its width and of its height."""
        if self.kind == "join":
            return JOIN, JOIN
        lines = self.text.split("\n")
        width = 3 + 5 * max(map(len, lines)) if self.kind == "plain" else BOX[0] / 2
        return width, (0.6 * LINE * len(lines)) if self.kind == "plain" else self.height * BOX[1] / 2


@dataclass(frozen=True, kw_only=True)
class Arrow:
    """From one box to another; ``lift`` lets it go around by so many rows (up when positive), ``text`` stands at it."""

    start: str
    end: str
    lift: float = 0.0
    dashed: bool = False
    text: str = ""


@dataclass(frozen=True, kw_only=True)
class Grid:
    """Frames (columns) and bins (rows) at the right of a drawing; ``read`` are the cells (frame, bin) in colour."""

    size: int
    read: frozenset[tuple[int, int]]
    title: str


def flow_picture(
    boxes: Mapping[str, Box], arrows: Sequence[Arrow], alt: str, *, grid: Grid | None = None, caption: str = ""
) -> Html:
    """The drawing, at most as wide as it is made, and below it a table of the parts that its boxes name.

    On narrow screens the drawing can be moved sideways.

    Raises:
        ValueError: no boxes, an arrow to or from a name that no box has, an unknown part, or an empty ``alt``.
    """
    required_text(alt, argument="alt")
    if not boxes:
        raise ValueError("boxes must hold at least one box, got none")
    if unknown := {name for arrow in arrows for name in (arrow.start, arrow.end)} - boxes.keys():
        raise ValueError(f"arrows must join boxes, got {sorted(unknown)}; boxes are {sorted(boxes)}")
    parts = dict.fromkeys(box.part for box in boxes.values() if box.part)
    if unknown := parts.keys() - PARTS.keys():
        raise ValueError(f"parts must be among {', '.join(PARTS)}, got {sorted(unknown)}")
    left, right = (min(b.middle[0] - b.half[0] for b in boxes.values()), max(_right(b) for b in boxes.values()))
    lifts = [boxes[a.start].middle[1] - a.lift * ROW - LINE for a in arrows if a.lift]
    top = min([b.middle[1] - b.half[1] for b in boxes.values()] + lifts)
    bottom = max([b.middle[1] + b.half[1] for b in boxes.values()] + [y + 2 * LINE for y in lifts])
    uid = content_id("flow", alt)
    drawn = [_arrow(arrow, boxes, uid) for arrow in arrows] + [_box(box, uid) for box in boxes.values()]
    if grid:
        half = grid.size * CELL / 2
        middle = (top + bottom) / 2
        top, bottom = min(top, middle - half - 2.5 * LINE), max(bottom, middle + half + 1.5 * LINE)
        drawn.append(_grid(grid, right + COLUMN * 0.75, middle - half))
        right += COLUMN * 0.75 + max(grid.size * CELL, 3.6 * len(grid.title) + half)
    area = (left - 4, top - 4, right - left + 8, bottom - top + 8)
    table, lines = table_of(parts, uid) if parts else ("", "")
    figure = _framed("".join(drawn), area, uid, alt, caption, linked=bool(parts))
    return Html(f"{inline('show.css')}{figure}{table}", "\n".join(filter(None, (f"figure: {alt}", lines))))


def _right(box: Box) -> float:
    return box.middle[0] + box.half[0]


def _framed(drawn: str, area: tuple[float, ...], uid: str, alt: str, caption: str, *, linked: bool) -> str:
    width = round(area[2])
    head = (
        f"<defs><marker id='{uid}' viewBox='0 0 8 8' refX='7' refY='4' markerWidth='7' markerHeight='7' "
        "orient='auto'><path d='M0 0 8 4 0 8z' fill='currentColor'/></marker></defs>"
    )
    about = {
        "viewBox": " ".join(f"{value:g}" for value in area),
        "role": "group" if linked else "img",  # inside of an image a screen reader finds no links
        "aria-label": alt,
        "style": f"width:{width}px;max-width:100%;min-width:min({width}px,42rem);height:auto",
    }
    below = f"<figcaption>{escape(caption)}</figcaption>" if caption else ""
    body = f"<div class='fp-scroll' tabindex='0'><svg{attributes(about)}>{head}{drawn}</svg></div>{below}"
    return f"<figure class='lasaft-figure lasaft-flow'>{body}</figure>"


def _box(box: Box, uid: str) -> str:
    (x, y), (half_width, half_height) = box.middle, box.half
    shape = ""
    if box.kind == "join":
        shape = f"<circle cx='{x:g}' cy='{y:g}' r='{JOIN}'/>"
    elif box.kind != "plain":
        place = {"x": f"{x - half_width:g}", "y": f"{y - half_height:g}", "rx": 4}
        shape = f"<rect{attributes(place | {'width': f'{2 * half_width:g}', 'height': f'{2 * half_height:g}'})}/>"
    lines = box.text.split("\n")
    first = y - (len(lines) - 1) * LINE / 2
    text = "".join(
        f"<text x='{x:g}' y='{first + i * LINE:g}'>{set_in_svg(line)}</text>" for i, line in enumerate(lines) if line
    )
    drawn = f"<g class='fp-{box.kind}'>{shape}{text}</g>"
    if not box.part:
        return drawn
    title = f"{' '.join(lines)}: to {box.part} in the table of parts"
    link = attributes({"href": f"#{row_id(uid, box.part)}"})
    return f"<a{link}><title>{escape(title)}</title>{drawn}</a>"


def _arrow(arrow: Arrow, boxes: Mapping[str, Box], uid: str) -> str:
    start, end = boxes[arrow.start], boxes[arrow.end]
    (x, y), (to_x, to_y) = start.middle, end.middle
    if arrow.lift:
        over = y - arrow.lift * ROW
        side = 1 if arrow.lift > 0 else -1
        points = [(x, y - side * start.half[1]), (x, over), (to_x, over), (to_x, to_y - side * (end.half[1] + 2))]
        at = ((x + to_x) / 2, over - side * 0.6 * LINE)
    else:
        points = [_edge(start, to_x - x, to_y - y, 0), _edge(end, x - to_x, y - to_y, 2)]
        at = ((points[0][0] + points[1][0]) / 2, (points[0][1] + points[1][1]) / 2 - 0.6 * LINE)
    path = " ".join(f"{px:g},{py:g}" for px, py in points)
    line = {"class": "fp-dashed" if arrow.dashed else "fp-line", "points": path, "marker-end": f"url(#{uid})"}
    text = f"<text class='fp-note' x='{at[0]:g}' y='{at[1]:g}'>{set_in_svg(arrow.text)}</text>" if arrow.text else ""
    return f"<polyline{attributes(line)}/>{text}"


def _edge(box: Box, dx: float, dy: float, gap: float) -> tuple[float, float]:
    """Where the line from the middle of a box in the direction (dx, dy) leaves it."""
    (x, y), (half_width, half_height) = box.middle, box.half
    ways = [half / abs(d) for half, d in ((half_width + gap, dx), (half_height + gap, dy)) if d]
    share = min(ways, default=0.0)
    return x + share * dx, y + share * dy


def _grid(grid: Grid, left: float, top: float) -> str:
    size = grid.size * CELL
    cells = "".join(
        f"<rect class='fp-read' x='{left + frame * CELL:g}' y='{top + (grid.size - 1 - place) * CELL:g}' "
        f"width='{CELL}' height='{CELL}'/>"
        for frame, place in sorted(grid.read)
    )
    lines = "".join(
        f"M{left + i * CELL:g} {top:g}v{size}M{left:g} {top + i * CELL:g}h{size}" for i in range(grid.size + 1)
    )
    x, below = left + size / 2, top + size + LINE
    words = (
        f"<text x='{x:g}' y='{top - LINE:g}'>{escape(grid.title)}</text>"
        f"<text class='fp-note' x='{x:g}' y='{below:g}'>frames →</text>"
        f"<text class='fp-note' transform='translate({left - LINE:g} {top + size / 2:g}) rotate(-90)'>bins →</text>"
    )
    middle = left + (grid.size // 2) * CELL, top + (grid.size // 2) * CELL
    own = f"<rect class='fp-own' x='{middle[0]:g}' y='{middle[1]:g}' width='{CELL}' height='{CELL}'/>"
    return f"<g class='fp-grid'>{cells}<path d='{lines}'/>{own}{words}</g>"
