"""Between two sources: SDR against each while the condition moves from one embedding to the other.

``python -m lasaft_nb.experiments.embedding_interpolation`` measures the shipped network and writes records.
"""

from pathlib import Path

from lasaft_nb.conditioning.blend import blended
from lasaft_nb.data import chapter_root, identify, tracks
from lasaft_nb.evaluation import evaluate_estimator, records
from lasaft_nb.evaluation.score_track import Stems, TrackLike
from lasaft_nb.inference.separator import Separator
from lasaft_nb.paths import data_dir
from lasaft_nb.training import checkpoint

EXPERIMENT = "embedding_interpolation"
ENDS = ("vocals", "drums")
POSITIONS = (0.0, 0.25, 0.5, 0.75, 1.0)  # part of the way


def row_of(ends: tuple[str, str], position: float) -> str:
    """Name of a record's row."""
    return f"{ends[0]} to {ends[1]}, {position:g}"


def measure(
    weights: Path, *, ends: tuple[str, str], position: float, data_root: Path, root: Path | None = None
) -> Path:
    """The record of one position: the same estimate scored against both ends; returns its path."""
    model, card = checkpoint.load(weights)
    separator = Separator(model, device="cpu")

    def estimate(track: TrackLike) -> Stems:
        with blended(model, {ends[0]: 1 - position, ends[1]: position}):
            sound = separator.separate(track.mixture(), ends[0], sample_rate=track.sample_rate, progress=False)
        return dict.fromkeys(ends, sound)

    scored = evaluate_estimator(estimate, tracks(data_root, "test"), metrics=("SDR",), progress=False)
    record = records.make(
        experiment=EXPERIMENT,
        row=row_of(ends, position),
        preset=card["preset"],
        seed=card["seed"],
        dataset={**identify(data_root), "split": "test"},
        scores=scored.scores,
        mixture=scored.mixture,
        model=card["model"],
        seconds=scored.seconds,
        parameters=sum(parameter.numel() for parameter in model.parameters()),
        notes="one estimate, scored against both sources",
    )
    return records.write(record, root)


if __name__ == "__main__":
    network = data_dir() / "weights" / "table_4_1" / "gpocm_cunet_lasaft.safetensors"
    for place in POSITIONS:
        print(measure(network, ends=ENDS, position=place, data_root=chapter_root("lite")))
