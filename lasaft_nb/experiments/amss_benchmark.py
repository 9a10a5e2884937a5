"""From a trained AMSS-Net to RMSE-MFCC of the 21 tasks: the records of Table 5.3, and a report (thesis 5.5.3).

``python -m lasaft_nb.experiments.amss_benchmark`` measures what needs no network: the reference loss.
"""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from lasaft_nb.data import chapter_root, identify, tracks
from lasaft_nb.data.array_track import at_rate
from lasaft_nb.data.track import Track
from lasaft_nb.inference.manipulator import Manipulator
from lasaft_nb.metrics.manipulation import (
    METRIC,
    better_than_nothing,
    evaluate_manipulation,
    evaluate_preservation,
    tasks_of,
)
from lasaft_nb.metrics.scores import Scores
from lasaft_nb.results import records
from lasaft_nb.training import checkpoint
from lasaft_nb.training.presets import LITE

EXPERIMENT = "table_5_3"
PRESERVATION = "amss_preservation"
NOTHING = "no manipulation"  # the row of the reference loss


def measure_nothing(
    *, data_root: Path | str, preset: str, sample_rate: int, root: Path | str | None = None
) -> records.Record:
    """The reference loss: RMSE-MFCC between before and after, of songs at ``sample_rate`` Hz; written as a record."""
    songs = _songs(data_root, sample_rate)
    record = records.make(
        row=NOTHING,
        seed=0,
        scores=evaluate_manipulation(None, songs, progress=False),
        notes="the reference loss of the 21 tasks",
        **_common(data_root, preset, sample_rate),
    )
    records.write(record, root)
    return record


def measure_manipulation(
    weights: Path,
    separation: records.Record,
    *,
    data_root: Path | str,
    device: str = "cpu",
    root: Path | str | None = None,
) -> Path:
    """Score ``weights`` on the 21 tasks and write the record, beside that of doing nothing; returns its path.

    A third record says how well the network passes what a sentence does not speak of.

    ``separation`` is the record of the same training for Table 5.2. Songs and reference are at the network's rate. The
    card of the weights gets the means over tracks under ``rmse_mfcc`` and ``reference_loss``.
    """
    model, card = checkpoint.load(weights)
    manipulator = Manipulator(model, device=device)
    rate, preset = manipulator.sample_rate, separation["preset"]
    reference = measure_nothing(data_root=data_root, preset=preset, sample_rate=rate, root=root)["scores"]
    songs = _songs(data_root, rate)
    scores = evaluate_manipulation(manipulator, songs, progress=False)
    checkpoint.write_card(weights, {**card, "rmse_mfcc": _means(scores), "reference_loss": _means(reference)})
    same = ("row", "seed", "model", "steps", "seconds", "parameters")
    training = {"device": device, **{name: separation[name] for name in same}}
    common = _common(data_root, preset, rate)
    better = (
        f"better than doing nothing on {len(better_than_nothing(scores, reference))} of {len(tasks_of(scores))} tasks"
    )
    path = records.write(records.make(scores=scores, mixture=reference, notes=better, **training, **common), root)
    kept = evaluate_preservation(manipulator, songs)
    note = "SDR of songs without the source that the sentence names, against the same songs before"
    records.write(records.make(scores=kept, notes=note, **training, **{**common, "experiment": PRESERVATION}), root)
    return path


def _songs(data_root: Path | str, sample_rate: int) -> list[Track]:
    return [at_rate(track, sample_rate) for track in tracks(data_root, "test")]


def _common(data_root: Path | str, preset: str, sample_rate: int) -> dict[str, Any]:
    dataset = {**identify(data_root), "split": "test", "sample_rate": sample_rate}
    return {"experiment": EXPERIMENT, "preset": preset, "dataset": dataset}


def _means(scores: Scores) -> dict[str, float | None]:
    return {name: scores[name][METRIC]["mean"] for name in tasks_of(scores)}


def report(
    manipulator: Manipulator, songs: Sequence[Track], separation: Mapping[str, Any], *, out: Path | None
) -> Path:
    """Score, print, and write a record beside ``separation``, that of the network's SDR; returns its path.

    What `lasaft-nb evaluate` adds for a network that reads sentences. Songs are brought to its sample rate first.
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


if __name__ == "__main__":
    measure_nothing(data_root=chapter_root("lite"), preset="lite", sample_rate=LITE.sample_rate)
