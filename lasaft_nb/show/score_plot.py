"""Scores as dots on one axis, a row a network, with yardsticks as lines: what a reader should compare them with."""

from collections.abc import Mapping, Sequence

from lasaft_nb.show.html import Html, figure

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
    for (what, value), level in zip(
        sorted(yardsticks.items(), key=lambda one: one[1]), _levels(yardsticks), strict=True
    ):
        ax.axvline(value, color="0.35", lw=1.2, ls="--", zorder=1)
        ax.annotate(what, (value, -0.6), (0, 3 + 11 * level), textcoords="offset points", ha="center", fontsize=8)
    ax.set_yticks(range(len(scores)), list(scores))
    ax.set(xlabel=xlabel, ylim=(len(scores) - 0.4, -0.6))
    ax.spines[["top", "right"]].set_visible(False)
    return figure(fig, " ".join(filter(None, [alt, _told(scores, yardsticks)])), caption=caption)


def _levels(yardsticks: Mapping[str, float]) -> list[int]:
    """A line of text for each yardstick from left to right, so that neighbours don't write over each other."""
    return [place % 2 for place in range(len(yardsticks))]


def _told(scores: Mapping[str, Sequence[float]], yardsticks: Mapping[str, float]) -> str:
    parts = [f"{name} {' and '.join(f'{v:.1f}' for v in values) or 'not run'}" for name, values in scores.items()]
    lines = [f"{what} {value:.1f}" for what, value in yardsticks.items()]
    return f"Dots: {'; '.join(parts)}. Lines: {'; '.join(lines)}."
