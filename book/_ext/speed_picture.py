"""The pictures of the ways to separate: how fast each network is in each way, and how good the fast ones are."""

from typing import Any

from page_html import raw
from speed_page import shown

from lasaft_nb import show
from lasaft_nb.results.tables import table

MARKS = {
    "plain": "o",
    "at once": "D",
    "memory kept": "s",
    "memory kept, channels-last": "v",
    "openvino, exact": "^",
    "openvino, bfloat16": "x",
    "openvino, fast": "*",
}
PUBLISHED = {  # network: table of the thesis, row, column with the SDR of vocals on MUSDB18
    "tfc_tdf_7": ("3.5", "TFC-TDF, 7 blocks, time sampling yes", "sdr_vocals"),
    "tfc_tdf_large": ("3.6", "TFC-TDF-U-Net (thesis)", "vocals"),
    "cunet_gpocm_tdf": ("4.1", "GPoCM CUNet + TDF", "vocals"),
    "lasaft_large": ("4.2", "LaSAFT+GPoCM (thesis)", "vocals"),
    "open_unmix": ("3.6", "UMX", "vocals"),
}
FOUR_AT_ONCE = ("cunet_gpocm_tdf", "hybrid_demucs", "open_unmix")  # their factors are those of all four sources


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


@shown("separation")
def quality(record: dict[str, Any]) -> str:
    """Published SDR over the real-time factor, from the plain to the fastest way, for networks that have both."""
    from matplotlib.figure import Figure

    figure = Figure(figsize=(8, 3.8), layout="constrained")
    axes, said = figure.subplots(), []
    for name, (number, row, column) in PUBLISHED.items():
        factors = [one["real_time_factor"] for one in record["rows"] if one["network"] == name]
        if not factors:
            continue
        found = table(number)
        sdr = float(found[(found["row"] == row) & (found["column"] == column)]["published"].iloc[0])
        label = f"{name} (4 sources)" if name in FOUR_AT_ONCE else name
        best = min(factors)
        axes.plot([best, factors[0]], [sdr, sdr], "-", color="gray", linewidth=1)
        axes.plot([factors[0]], [sdr], "o", color="gray")
        axes.plot([best], [sdr], "D", color="tab:blue")
        if name in record.get("floors", {}):
            axes.plot([record["floors"][name]], [sdr], "|", color="black", markersize=18)
        axes.annotate(label, (best, sdr), xytext=(0, 7), textcoords="offset points", fontsize="small")
        said.append(f"{label}: {sdr:.2f} dB, {factors[0]:.2f} plain and {best:.2f} at best")
    axes.set(
        xscale="log",
        xlabel="real-time factor: seconds of work per second of audio",
        ylabel="published SDR of vocals in dB",
    )
    axes.margins(0.15)
    axes.grid(which="both", alpha=0.3)
    words = f"Published SDR over the real-time factor of the plain (circle) and the fastest way (diamond). {'; '.join(said)}."
    return raw(show.figure(figure, words).html)


def _in_words(record: dict[str, Any], names: list[str]) -> str:
    parts = []
    for name in names:
        ways = {row["path"]: row["real_time_factor"] for row in record["rows"] if row["network"] == name}
        best = min(ways, key=lambda way: ways[way])
        first = next(iter(ways))
        parts.append(f"{name}: {ways[first]:.2f} {first}, {ways[best]:.2f} at best ({best})")
    return f"Real-time factors of every network and way to compute it. {'; '.join(parts)}."
