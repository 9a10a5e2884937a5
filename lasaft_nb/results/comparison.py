"""Table 3.6 as a reader compares it: a row per system, with what it reads and how much more data it had."""

import csv
from typing import TYPE_CHECKING

from lasaft_nb.paths import data_dir
from lasaft_nb.results.published_tables import PUBLISHED
from lasaft_nb.sources import SOURCES

if TYPE_CHECKING:
    import pandas as pd

THESIS = "TFC-TDF-U-Net (thesis)"


def systems() -> "pd.DataFrame":
    """The published systems of Table 3.6, in its order.

    Returns:
        Columns system, reads ("waveform" or "spectrogram"), extra tracks (songs beyond MUSDB18's training set), then
        the SDR of the four sources on MUSDB18's test set in dB (medians as published), and sd (over the thesis's three
        seeds, as text for the four sources; "" where none is published).
    """
    import pandas as pd

    with (data_dir() / "thesis" / PUBLISHED["3.6"].file).open(encoding="utf-8", newline="") as handle:
        lines = list(csv.DictReader(handle))
    return pd.DataFrame([_row(line) for line in lines])


def best(frame: "pd.DataFrame", source: str) -> "pd.Series":
    """The row of ``systems()`` with the highest SDR of a source."""
    return frame.iloc[int(frame[source].to_numpy().argmax())]


def _row(line: dict[str, str]) -> dict[str, str | int | float]:
    spread = [line[f"{source}_sd"] for source in SOURCES]
    return {
        "system": line["model"],
        "reads": "waveform" if line["waveform_to_waveform"] == "yes" else "spectrogram",
        "extra tracks": int(line["extra_tracks"]),
        **{source: float(line[source]) for source in SOURCES},
        "sd": ", ".join(spread) if all(spread) else "",
    }
