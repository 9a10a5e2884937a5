"""Scores over training steps: a line for each method, its seeds as a band, and yardsticks across."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

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
