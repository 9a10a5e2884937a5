"""The picture of the ways to separate: every network a row, every way a dot, the floor a line."""

from typing import Any

from page_html import raw
from speed_page import shown

from lasaft_nb import show

MARKS = {
    "plain": "o",
    "at once": "D",
    "memory kept": "s",
    "memory kept, channels-last": "v",
    "openvino, exact": "^",
    "openvino, fast": "*",
}


@shown("separation")
def picture(record: dict[str, Any]) -> str:
    """Real-time factors on a logarithmic axis."""
    from matplotlib.figure import Figure

    names = list(dict.fromkeys(row["network"] for row in record["rows"]))
    figure = Figure(figsize=(9, 4.4), layout="constrained")
    axes = figure.subplots()
    for way, mark in MARKS.items():
        rows = [row for row in record["rows"] if row["path"] == way]
        places = [names.index(row["network"]) for row in rows]
        axes.plot([row["real_time_factor"] for row in rows], places, mark, label=way, alpha=0.8)
    floors = record.get("floors", {})  # records before version 0.1 have none
    places = [names.index(name) for name in floors]
    axes.plot(list(floors.values()), places, "|", color="black", markersize=18, label="floor: matrix products")
    axes.set(xscale="log", xlabel="real-time factor: seconds of work per second of audio", yticks=range(len(names)))
    axes.set_yticklabels(names)
    axes.invert_yaxis()
    axes.grid(axis="x", which="both", alpha=0.3)
    figure.legend(loc="outside right upper", fontsize="small", frameon=False)
    return raw(show.figure(figure, _in_words(record, names)).html)


def _in_words(record: dict[str, Any], names: list[str]) -> str:
    parts = []
    for name in names:
        ways = {row["path"]: row["real_time_factor"] for row in record["rows"] if row["network"] == name}
        best = min(ways, key=lambda way: ways[way])
        first = next(iter(ways))
        parts.append(f"{name}: {ways[first]:.2f} {first}, {ways[best]:.2f} at best ({best})")
    return f"Real-time factors of every network and way to compute it. {'; '.join(parts)}."
