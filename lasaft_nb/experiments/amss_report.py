"""What `lasaft-nb evaluate` adds for a network that reads sentences: RMSE-MFCC of the 21 tasks (thesis 5.5.3)."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from lasaft_nb.data.array_track import at_rate
from lasaft_nb.data.track import Track
from lasaft_nb.inference.manipulator import Manipulator
from lasaft_nb.metrics.manipulation import METRIC, better_than_nothing, evaluate_manipulation, tasks_of
from lasaft_nb.metrics.summary import Scores
from lasaft_nb.results import records


def report(manipulator: Manipulator, songs: Sequence[Track], separation: Mapping[str, Any], *, out: Path) -> Path:
    """Score, print, and write a record beside ``separation``, that of the network's SDR; returns its path.

    Songs are brought to the network's sample rate first.
    """
    songs = [at_rate(song, manipulator.sample_rate) for song in songs]
    reference = evaluate_manipulation(None, songs, progress=False)
    scores = evaluate_manipulation(manipulator, songs)
    changes = {"row": f"{separation['row']}, manipulation", "scores": scores, "mixture": reference}
    path = records.write({**separation, **changes}, out)
    _print(scores, reference, title=f"{manipulator.name} on {separation['dataset']['name']}, {len(songs)} tracks")
    return path


def _print(scores: Scores, reference: Scores, *, title: str) -> None:
    from rich.console import Console
    from rich.table import Table

    better = better_than_nothing(scores, reference)
    grid = Table(
        title=f"{title}\n{METRIC}, mean over tracks, smaller is better",
        caption=f"better than no manipulation: {len(better)} of {len(tasks_of(scores))}",
    )
    for heading in ("task", "network", "no manipulation", "better"):
        grid.add_column(heading, justify="left" if heading == "task" else "right")
    for name in scores:
        values = (scores[name][METRIC]["mean"], reference[name][METRIC]["mean"])
        verdict = ("yes" if name in better else "no") if name in tasks_of(scores) else ""
        grid.add_row(name, *(f"{value:.2f}" for value in values if value is not None), verdict)
    Console().print(grid)
