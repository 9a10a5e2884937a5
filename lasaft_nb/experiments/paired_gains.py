"""Two rows of an experiment song by song: how much better one network is than another on the same songs.

``python -m lasaft_nb.experiments.paired_gains`` writes the records of `PAIRS` that can be written.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from lasaft_nb.metrics.summary import summarise, track_scores
from lasaft_nb.results import records
from lasaft_nb.sources import SOURCES

EXPERIMENT = "paired_gains"
TABLE = "table_4_1"
DEDICATED = "dedicated (chapter 3)"
PAIRS = (
    ("FiLM CUNet + LaSAFT", "FiLM CUNet"),
    ("FiLM CUNet + LaSAFT", "FiLM CUNet + TDF"),
    ("GPoCM CUNet + LaSAFT", "GPoCM CUNet"),
    ("GPoCM CUNet + LaSAFT", "GPoCM CUNet + TDF"),
    ("GPoCM CUNet", "FiLM CUNet"),
    ("GPoCM CUNet + TDF", "FiLM CUNet + TDF"),
    ("GPoCM CUNet + LaSAFT", "FiLM CUNet + LaSAFT"),
    ("GPoCM CUNet + LaSAFT", DEDICATED),
)


def row_of(better: str, than: str) -> str:
    """Name of a record's row."""
    return f"{better} over {than}"


def gains(better: Mapping[str, Any], than: Mapping[str, Any]) -> dict[str, float]:
    """Difference of the median SDR of every song, in dB, from the ``scores`` of one source in two records.

    Songs that have no score in one of them are left out.
    """
    left, right = ({one["track"]: one["median"] for one in scores["SDR"]["per_track"]} for scores in (better, than))
    shared = [song for song in left if left[song] is not None and right.get(song) is not None]
    return {song: left[song] - right[song] for song in shared}


def write(better: str, than: str, *, root: Path | None = None) -> Path | None:
    """Write the record of a pair for the sources that both have; None where there is no such source."""
    left, right = (_by_source(row) for row in (better, than))
    sources = [source for source in SOURCES if source in left and source in right]
    if not sources:
        return None
    scores = {}
    for source in sources:
        found = gains(left[source]["scores"][source], right[source]["scores"][source])
        scores[source] = {"SDR gain": dict(summarise([track_scores(song, [gain]) for song, gain in found.items()]))}
    first = left[sources[0]]
    record = records.make(
        experiment=EXPERIMENT,
        row=row_of(better, than),
        preset=first["preset"],
        seed=first["seed"],
        dataset=first["dataset"],
        scores=scores,
        notes=f"median SDR of a song with {better} minus that with {than}, from the records of {TABLE}",
    )
    return records.write(record, root)


def _by_source(row: str) -> dict[str, Any]:
    """The first seed's record for each source."""
    found = [record for record in records.find(TABLE, row=row, preset="lite") if record["seed"] == 0]
    return {source: record for record in found for source in record["scores"]}


if __name__ == "__main__":
    for pair in PAIRS:
        print(write(*pair) or f"{row_of(*pair)}: no records yet")
