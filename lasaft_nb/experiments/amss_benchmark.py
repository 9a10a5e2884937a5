"""From a trained AMSS-Net to its records of Table 5.3 (thesis 5.5.3)."""

from pathlib import Path
from typing import Any

from lasaft_nb.data import identify, tracks
from lasaft_nb.data.resampled_track import at_rate
from lasaft_nb.evaluation import records
from lasaft_nb.evaluation.manipulation import METRIC, better_than_nothing, evaluate_manipulation
from lasaft_nb.evaluation.preservation import evaluate_preservation
from lasaft_nb.training import checkpoint

EXPERIMENT = "table_5_3"
PRESERVATION = "amss_preservation"
NOTHING = "no manipulation"  # the row of the reference loss


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
    from lasaft_nb.inference.manipulator import Manipulator

    model, card = checkpoint.load(weights)
    manipulator = Manipulator(model, device=device)
    songs = [at_rate(track, manipulator.sample_rate) for track in tracks(data_root, "test")]
    reference = evaluate_manipulation(None, songs, progress=False)
    scores = evaluate_manipulation(manipulator, songs, progress=False)
    means = {name: scores[name][METRIC]["mean"] for name in scores}
    nothing_means = {name: reference[name][METRIC]["mean"] for name in reference}
    checkpoint.write_card(weights, {**card, "rmse_mfcc": means, "reference_loss": nothing_means})
    common: dict[str, Any] = {
        "experiment": EXPERIMENT,
        "preset": separation["preset"],
        "dataset": {**identify(data_root), "split": "test", "sample_rate": manipulator.sample_rate},
    }
    nothing = records.make(row=NOTHING, seed=0, scores=reference, notes="the reference loss of the 21 tasks", **common)
    records.write(nothing, root)
    same = {"row", "seed", "model", "device", "steps", "seconds", "parameters"}
    training = {name: value for name, value in separation.items() if name in same}
    better = f"better than doing nothing on {len(better_than_nothing(scores, reference))} of {len(scores)} tasks"
    record = records.make(scores=scores, mixture=reference, notes=better, **training, **common)
    path = records.write(record, root)
    kept = evaluate_preservation(manipulator, songs)
    note = "SDR of songs without the source that the sentence names, against the same songs before"
    records.write(records.make(scores=kept, notes=note, **training, **{**common, "experiment": PRESERVATION}), root)
    return path
