"""Plots that say in words what they draw: scores over training steps, gains with intervals, scores on one axis."""

import math
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from lasaft_nb.errors import extra
from lasaft_nb.show.html import Html, figure, required_text

if TYPE_CHECKING:
    import pandas as pd


STYLES = ("-", "--", "-.", ":")  # so that lines differ without colour


def curves(
    frame: "pd.DataFrame",
    title: str,
    *,
    yardsticks: Mapping[str, float] | None = None,
    score: str = "val_sdr",
    label: str = "SDR in dB",
) -> Html:
    """One line for each row of a table: the mean over seeds, with a band from the lowest to the highest seed.

    Args:
        frame: columns row, seed, step and ``score``, a line for each validation.
        title: what is shown; it begins the alternative text.
        yardsticks: name and value of horizontal lines, in the unit of ``score``.
        score: the column that is drawn.
        label: what that column is, with its unit.

    Raises:
        ValueError: there is nothing to draw, or the title is empty.
    """
    with extra("evaluate"):
        from matplotlib.figure import Figure

    required_text(title, argument="title")
    if frame.empty:
        raise ValueError("frame must hold at least one validation, got none")
    picture = Figure(figsize=(7.5, 4), layout="constrained")
    axes, said = picture.subplots(), []
    for number, (row, lines) in enumerate(frame.groupby("row", sort=False)):
        over = lines.groupby("step")[score]
        mean, seeds = over.mean(), sorted(lines["seed"].unique())
        colour, style = f"C{number}", STYLES[number % len(STYLES)]
        axes.plot(mean.index, mean, label=f"{row} ({in_words(seeds)})", color=colour, linestyle=style)
        axes.fill_between(mean.index, over.min(), over.max(), color=colour, alpha=0.2, linewidth=0)
        said.append(f"{row} ({in_words(seeds)}): {mean.iloc[0]:.1f} at step {mean.index[0]}, {_end(mean)}")
    for number, (name, value) in enumerate((yardsticks or {}).items()):
        axes.axhline(value, color="gray", linestyle=STYLES[number % len(STYLES)], linewidth=1)
        axes.annotate(name, (1, value), xycoords=("axes fraction", "data"), ha="right", va="bottom", fontsize="small")
        said.append(f"{name}: {value:.1f}")
    axes.set(xlabel="training steps", ylabel=label)
    order = order_in_words(frame, score)
    picture.legend(loc="outside lower center", ncols=2, fontsize="small", frameon=False)
    return figure(
        picture, f"{title}: {label} over training steps. {'; '.join(said)}. {order}", caption=f"{title}. {order}"
    )


def order_in_words(frame: "pd.DataFrame", score: str) -> str:
    """Which row is ahead at the end, in the mean over seeds, and since which step."""
    means = frame.pivot_table(index="step", columns="row", values=score).dropna()
    if means.shape[1] < 2 or means.empty:
        return ""
    ahead = means.idxmax(axis=1)
    others = ahead.index[ahead != ahead.iloc[-1]]
    since = (
        f"since step {ahead.index[ahead.index > others.max()][0]}" if len(others) else "from the first validation on"
    )
    return f"At the last step {ahead.iloc[-1]} is ahead, {since}."


def in_words(seeds: Sequence[int]) -> str:
    """How many seeds a line stands for."""
    return f"seed {seeds[0]} only" if len(seeds) == 1 else f"{len(seeds)} seeds"


def _end(mean: "pd.Series") -> str:
    return f"highest {mean.max():.1f} at step {mean.idxmax()}, last {mean.iloc[-1]:.1f} at step {mean.index[-1]}"


EDGE = 0.6  # dB beyond the outermost point


def gains(frame: "pd.DataFrame", title: str) -> Html:
    """Differences in dB, one a line: as published, as measured with its 95 % interval, and the best fixed equaliser's.

    A network left of the equaliser's tick is no better than that filter. Intervals that leave the figure end in an
    arrow.

    Args:
        frame: columns gain (in words), claim, published, measured, low, high, equaliser (NaN where there is none),
            preset and seeds.
        title: what is shown; it begins the alternative text.
    """
    with extra("evaluate"):
        from matplotlib.figure import Figure

    required_text(title, argument="title")
    picture = Figure(figsize=(7.5, 1.3 + 0.34 * len(frame)), layout="constrained")
    axes = picture.subplots()
    points = frame[["published", "measured", "equaliser"]].to_numpy(dtype=float)
    low, high = np.nanmin(points, initial=0.0) - EDGE, np.nanmax(points, initial=0.0) + EDGE
    for place, one in enumerate(frame.to_dict("records")):
        ends = np.clip([one["low"], one["high"]], low, high)
        axes.plot(ends, [place, place], color="tab:blue", linewidth=2, alpha=0.6, zorder=1)
        for end, beyond, arrow in ((low, one["low"] < low, "<"), (high, one["high"] > high, ">")):
            if beyond:
                axes.plot(end, place, arrow, color="tab:blue", alpha=0.6)
    places = np.arange(len(frame))
    known = frame["low"].notna()
    axes.plot(frame["published"], places, "D", color="tab:orange", fillstyle="none", label="published")
    axes.plot(frame["measured"][known], places[known], "o", color="tab:blue", label="ours, with 95 % interval")
    axes.plot(
        frame["measured"][~known], places[~known], "o", color="tab:blue", fillstyle="none", label="ours, one seed"
    )
    axes.plot(frame["equaliser"], places, "|", color="black", markersize=14, label="best fixed equaliser")
    axes.axvline(0, color="gray", linewidth=1)
    axes.set(xlim=(low, high), ylim=(len(frame) - 0.4, -0.6), xlabel="gain in dB of SDR", yticks=places)
    axes.set_yticklabels([f"{one['claim']}  {one['gain']}" for one in frame.to_dict("records")])
    picture.legend(loc="outside lower center", ncols=2, fontsize="small", frameon=False)
    said = "; ".join(gain_in_words(one) for one in frame.to_dict("records"))
    return figure(picture, f"{title}. {said}.")


def gain_in_words(one: Mapping[Any, Any]) -> str:
    """A line of `gains` as a clause."""
    return f"{one['claim']}, {one['gain']}: {measured_in_words(one)}"


def measured_in_words(one: Mapping[Any, Any]) -> str:
    """What is published and measured of a gain."""
    if math.isnan(one["measured"]):
        return f"published {one['published']:+.2f}, not measured"
    noise = "no interval" if math.isnan(one["low"]) else f"95 % interval {one['low']:+.2f} to {one['high']:+.2f}"
    seeds = f"{one['seeds']} seed{'' if one['seeds'] == 1 else 's'} at {one['preset']}"
    ours = f"ours {one['measured']:+.2f} ({noise}, {seeds})"
    return f"published {one['published']:+.2f}, {ours}, best fixed equaliser {one['equaliser']:+.2f}"


ROW = 0.3  # inches from one network to the next
SEEDS = ("o", "s", "^", "D", "v")  # markers


def score_plot(
    scores: Mapping[str, Sequence[float]],
    yardsticks: Mapping[str, float],
    *,
    xlabel: str,
    alt: str = "",
    caption: str = "",
    accent: Sequence[str] = (),
) -> Html:
    """A dot for every seed of every network, over vertical lines that say what nothing, a filter or an oracle reaches.

    Args:
        scores: {network: its scores, one a seed}, from top to bottom; a network without scores is marked "not run".
        yardsticks: {what: its score}.
        xlabel: what the scores are, with their unit.
        alt: what the figure shows, in front of the numbers, which it tells by itself.
        caption: below the figure.
        accent: networks whose dots have the second colour.

    Raises:
        ValueError: no networks.
    """
    with extra("evaluate"):
        import matplotlib.pyplot as plt

    if not scores:
        raise ValueError("scores must hold at least one network, got none")
    fig, ax = plt.subplots(figsize=(7.2, ROW * len(scores) + 1.3), layout="constrained")
    for place, (name, values) in enumerate(scores.items()):
        ax.axhline(place, color="0.9", lw=1, zorder=0)
        colour = "C1" if name in accent else "C0"
        for marker, value in zip(SEEDS * (1 + len(values) // len(SEEDS)), values, strict=False):
            ax.plot(value, place, marker, color=colour, ms=7)
        if not values:
            ax.text(0, place, " not run", va="center", fontsize=8, color="0.4")
    for place, (what, value) in enumerate(sorted(yardsticks.items(), key=lambda one: one[1])):
        ax.axvline(value, color="0.35", lw=1.2, ls="--", zorder=1)
        height = 3 + 11 * (place % 2)  # in two lines, so that neighbours don't write over each other
        ax.annotate(what, (value, -0.6), (0, height), textcoords="offset points", ha="center", fontsize=8)
    ax.set_yticks(range(len(scores)), list(scores))
    ax.set(xlabel=xlabel, ylim=(len(scores) - 0.4, -0.6))
    ax.spines[["top", "right"]].set_visible(False)
    return figure(fig, " ".join(filter(None, [alt, _told(scores, yardsticks)])), caption=caption)


def _told(scores: Mapping[str, Sequence[float]], yardsticks: Mapping[str, float]) -> str:
    parts = [f"{name} {' and '.join(f'{v:.1f}' for v in values) or 'not run'}" for name, values in scores.items()]
    lines = [f"{what} {value:.1f}" for what, value in yardsticks.items()]
    return f"Dots: {'; '.join(parts)}. Lines: {'; '.join(lines)}."
