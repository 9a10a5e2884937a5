"""The curves of the appendix on speed: what was measured, and the model behind it."""

from typing import Any

from page_html import plain_table, raw
from speed_page import shown, where

from lasaft_nb import show
from lasaft_nb.probes.scaling import REFERENCE, expected_seconds

LABELS = {
    "length": "seconds of audio",
    "sources": "sources",
    "latent sources": "latent sources $I_L$",
    "blocks": "blocks",
    "n_fft": "n_fft, samples",
}


def reference(record: dict[str, Any]) -> dict[str, Any]:
    """The row whose speed the model reckons with: the shortest audio."""
    return min((row for row in record["rows"] if row["curve"] == "length"), key=lambda row: row["value"])


@shown("scaling")
def curves(record: dict[str, Any]) -> str:
    """Five panels: dots are measured, lines are counted operations at the speed of the reference."""
    from matplotlib.figure import Figure

    figure = Figure(figsize=(9, 5.2), layout="constrained")
    panels = figure.subplots(2, 3).flat
    for panel, (name, label) in zip(panels, LABELS.items(), strict=False):
        _panel(panel, name, label, record)
    panels = figure.axes[len(LABELS) :]
    for panel in panels:
        panel.set_axis_off()
    return raw(show.figure(figure, _in_words(record)).html)


def _panel(panel: Any, name: str, label: str, record: dict[str, Any]) -> None:
    found = {row["curve"]: None for row in record["rows"] if row["curve"].split(",")[0] == name}
    for curve, colour in zip(found, ("tab:blue", "tab:orange"), strict=False):
        rows = [row for row in record["rows"] if row["curve"] == curve]
        values = [row["value"] for row in rows]
        way = curve.partition(", ")[2]
        expected = [expected_seconds(row, reference(record)) for row in rows]
        panel.plot(values, expected, color=colour, label=way or "model")
        panel.plot(values, [row["seconds"] for row in rows], "o", color=colour, label=None if way else "measured")
    if name != "length":
        panel.set_xticks(values)
    panel.set(xlabel=label, ylabel="processor seconds", ylim=(0, None))
    panel.legend(fontsize="small", frameon=False)


def _in_words(record: dict[str, Any]) -> str:
    parts = []
    for curve in {row["curve"]: None for row in record["rows"]}:
        first, *_, last = [row for row in record["rows"] if row["curve"] == curve]
        parts.append(
            f"{curve}: {first['seconds']:.2f} s at {first['value']:.3g}, {last['seconds']:.2f} s at {last['value']:.3g}"
        )
    return f"Five panels of processor seconds, measured as dots and modelled as lines. {'; '.join(parts)}."


@shown("scaling")
def table(record: dict[str, Any]) -> str:
    """Every point with its count."""
    rows = []
    for row in record["rows"]:
        ratio = row["seconds"] / expected_seconds(row, reference(record))
        cost = (f"{row['gflop']:.1f}", f"{row['seconds']:.2f}", f"{ratio:.2f}")
        rows.append([row["curve"], row["network"], f"{row['value']:.4g}", *cost])
    caption = (
        f"Points of the curves: counted operations, processor seconds (medians of {record['repeats']}), and seconds over those of the model, "
        f"which is the count at the speed of {REFERENCE}. {where(record)}."
    )
    return raw(
        plain_table(["curve", "network", "value", "10⁹ operations", "seconds", "over model"], rows, caption=caption)
    )
