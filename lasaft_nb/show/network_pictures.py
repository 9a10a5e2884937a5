"""Pictures of networks: the U-Net with its sizes (Figure 3.5), its blocks (3.6 to 3.8), and what is placed by hand."""

import itertools
from collections.abc import Callable, Collection, Mapping, Sequence

from lasaft_nb.models.unet import UNetSize
from lasaft_nb.show.flow_picture import Arrow, Box, Grid, flow_picture
from lasaft_nb.show.html import Html
from lasaft_nb.show.parts import PARTS

Drawn = tuple[dict[str, Box], list[Arrow], str]  # boxes, arrows, what they show in words
BINS = 9  # of the small spectrogram beside a block
Place = tuple[float, float, str]  # column, row (upwards), text; text between dollar signs stands without a frame
SPREAD = 1.15  # from one column to the next, in those of a drawing
STEP = 1.2  # from one box of a flow to the next
ROW = 1.5  # from one flow to the next, with room for what goes around
LEARNED = "U-Net"  # boxes of this text are coloured: here something is learned


def unet_picture(size: UNetSize, *, n_frames: int, block: str = "") -> Html:
    """A U-Net with the shape (channels × frames × bins) at each of its blocks.

    Args:
        size: of the network that is drawn.
        n_frames: of its input; a multiple of ``size.frame_multiple``.
        block: what its blocks are, one of `PARTS`: they lead to it in the table below.

    Raises:
        ValueError: the frames can't be halved so often, or no such block.
    """
    if n_frames % size.frame_multiple:
        raise ValueError(f"n_frames must be a multiple of {size.frame_multiple}, got {n_frames}")
    frames = [n_frames]
    for time, _ in size.scales:
        frames.append(frames[-1] // time)
    levels, full = size.n_levels, size.n_fft // 2 + 1

    def at(name: str, column: int, level: int) -> Box:
        shape = f"{size.channels}×{frames[level]}×{size.n_bins[level]}"
        return Box(column=column, row=level, text=f"{name}\n{shape}", kind="accent", part=block)

    last = 2 * levels
    boxes = {
        "M": Box(column=0, row=-2, text=f"mixture M\n{size.in_channels}×{n_frames}×{full}", kind="plain"),
        "first": Box(column=0, row=-1, text="conv 1×2", part="first convolution"),
        **{f"down {i}": at(f"block {i + 1}", i, i) for i in range(levels)},
        "middle": at(f"block {levels + 1}", levels, levels),
        **{f"up {i}": at(f"block {last + 1 - i}", last - i, i) for i in range(levels)},
        "last": Box(column=last, row=-1, text="conv 1×2", part="last convolution"),
        "T": Box(column=last, row=-2, text=f"estimate\n{size.out_channels}×{n_frames}×{full}", kind="plain"),
    }
    going = ["M", "first", *(f"down {i}" for i in range(levels)), "middle"]
    going += [*(f"up {i}" for i in reversed(range(levels))), "last", "T"]
    arrows = [Arrow(start=one, end=other) for one, other in itertools.pairwise(going)]
    arrows += [
        Arrow(start=f"down {i}", end=f"up {i}", dashed=True, text="copy (skip connection)" if i == 0 else "")
        for i in range(levels)
    ]
    alt = (
        f"A U-Net of {size.n_blocks} blocks as a valley. The mixture of {size.in_channels} channels goes through a "
        f"1 by 2 convolution, then down through {levels} blocks; after each it gets smaller, from {n_frames} frames "
        f"and {size.n_bins[0]} bins to {frames[-1]} frames and {size.n_bins[-1]} bins in the middle block. It comes up "
        f"through {levels} blocks to the estimate. Dashed arrows carry copies across, between blocks of one size."
    )
    return flow_picture(boxes, arrows, alt, caption=f"Channels × frames × bins, for {n_frames} frames")


def block_picture(name: str) -> Html:
    """A block as boxes and arrows, and beside it the points of a small spectrogram that one output point reads.

    Raises:
        ValueError: no such block.
    """
    if name not in BLOCKS:
        raise ValueError(f"name must be one of {', '.join(BLOCKS)}, got {name!r}")
    drawn, (past, reach) = BLOCKS[name]
    boxes, arrows, words = drawn()
    middle, size = BINS // 2, range(BINS)
    read = frozenset((t, f) for t in size for f in size if abs(t - middle) <= past and abs(f - middle) <= reach)
    what = ("O" if name == "TDF" else "With one layer of convolutions, o") + _reads(past, reach)
    grid = Grid(size=BINS, read=read, title="one output point reads")
    return flow_picture(boxes, arrows, f"{name}: {words}. {what}.", grid=grid)


def _reads(frames: int, bins: int) -> str:
    across = {0: "of its own frame", 1: "of three frames"}.get(frames, "of all frames")
    along = "three neighbouring bins" if bins == 1 else "all bins"
    return f"ne output point reads {along} {across}"


def _dense(name: str, kernel: str) -> Drawn:
    """Five densely connected convolutions; the third and the fourth are left out."""
    boxes = {"x": Box(column=0, row=0, text="x", kind="plain")}
    for i, place in ((1, 0.8), (2, 2.4)):
        boxes[f"conv {i}"] = Box(column=place, row=0, text=f"conv {kernel}\nBN, ReLU", kind="accent", part=name)
        boxes[f"join {i}"] = Box(column=place + 0.8, row=0, text="c", kind="join")
    boxes["more"] = Box(column=3.75, row=0, text="…", kind="plain")
    boxes["conv 5"] = Box(column=4.5, row=0, text=f"conv {kernel}\nBN, ReLU", kind="accent", part=name)
    boxes["y"] = Box(column=5.25, row=0, text="y", kind="plain")
    going = ["x", "conv 1", "join 1", "conv 2", "join 2", "more", "conv 5", "y"]
    arrows = [Arrow(start=one, end=other) for one, other in itertools.pairwise(going)]
    arrows += [Arrow(start="x", end="join 1", lift=0.75), Arrow(start="join 1", end="join 2", lift=-0.75)]
    words = (
        f"five convolutions with {kernel} kernels in a row, each with BatchNorm and ReLU; after each but the last, its "
        "output and its input are concatenated (c) for the next"
    )
    return boxes, arrows, words


def _tdf() -> Drawn:
    layer = "layer of a TDF"
    boxes = {
        "x": Box(column=0, row=0, text="x\nf bins", height=2),
        "W1": Box(column=1.15, row=0, text="W₁, BN\nReLU", kind="accent", part=layer),
        "h": Box(column=2.3, row=0, text="f/16", height=0.6),
        "W2": Box(column=3.45, row=0, text="W₂, BN\nReLU", kind="accent", part=layer),
        "y": Box(column=4.6, row=0, text="y\nf bins", height=2),
    }
    arrows = [Arrow(start=one, end=other) for one, other in zip(list(boxes), list(boxes)[1:], strict=False)]
    words = (
        "all f bins of one frame are multiplied by a matrix that leaves a sixteenth of them, and by a second one that "
        "makes f bins again, each with BatchNorm and ReLU"
    )
    return boxes, arrows, words


def _added(before: list[str], inside: list[str], words: str) -> Drawn:
    """``before`` in a row, then a branch ``inside`` whose output is added to its input x'."""
    names = ["x", *before, "x′", *inside, "+", "y"]
    kinds = dict.fromkeys(("x", "y", "x′"), "plain") | {"+": "join"}
    steps = [0.0, *(0.85 if kinds.get(a) or kinds.get(b) else 1.05 for a, b in itertools.pairwise(names))]
    boxes, column = {}, 0.0
    for name, step in zip(names, steps, strict=True):
        column += step
        part = {"GRU over\nframes": "TDC-RNN", "BN": "TDC-RNN"}.get(name, name if name in PARTS else "")
        boxes[name] = Box(column=column, row=0, text=name, kind=kinds.get(name, "accent"), part=part)
    arrows = [Arrow(start=one, end=other) for one, other in itertools.pairwise(names)]
    return boxes, [*arrows, Arrow(start="x′", end="+", lift=0.75)], words


def _tfc_tdf() -> Drawn:
    return _added(["TFC"], ["TDF"], "x goes through a TFC and becomes x′; a TDF of x′ is added to x′ and gives y")


def _tdc_rnn() -> Drawn:
    words = (
        "x goes through a TDC and BatchNorm and becomes x′; a GRU over the frames and a TDF follow, and x′ is added to "
        "what they give"
    )
    return _added(["TDC", "BN"], ["GRU over\nframes", "TDF"], words)


# What each is made of, and how many frames and bins to either side its output reads with one layer of convolutions.
BLOCKS: dict[str, tuple[Callable[[], Drawn], tuple[int, int]]] = {
    "TFC": (lambda: _dense("TFC", "3×3"), (1, 1)),
    "TDC": (lambda: _dense("TDC", "1×3"), (0, 1)),
    "TDF": (_tdf, (0, BINS)),
    "TFC-TDF": (_tfc_tdf, (1, BINS)),
    "TDC-RNN": (_tdc_rnn, (BINS, BINS)),
}


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
