"""From an experiment's definition to weights and a record: train, ship, score, write."""

import json
import sys
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from lasaft_nb import experiments
from lasaft_nb.data import identify, tracks
from lasaft_nb.device import choose_device
from lasaft_nb.errors import UserError
from lasaft_nb.experiments.experiment import Experiment, Run
from lasaft_nb.metrics.evaluate import Evaluation, evaluate_tracks
from lasaft_nb.models import zoo
from lasaft_nb.models.source_model import ModelConfig
from lasaft_nb.paths import data_dir
from lasaft_nb.provenance import describe
from lasaft_nb.results import records
from lasaft_nb.training import checkpoint
from lasaft_nb.training.presets import Preset

ADOPTED = "the training of"  # how the note of a record begins whose training another table has as well
RUNS = Path("runs")  # below the working folder; git-ignored


def train(
    experiment: Experiment,
    run: Run,
    *,
    preset: Preset,
    data_root: Path | str,
    seed: int = 0,
    out_root: Path | str = RUNS,
    **options: Any,
) -> Path:
    """Train one network of an experiment in a folder of its own; returns its best weights.

    ``options`` are those of `fit`: device, resume, and Lightning's.
    """
    from lasaft_nb.training.fit import fit

    preset = on_these_songs(preset, data_root)
    return fit(
        run.config(preset),
        preset=preset,
        data_root=data_root,
        out_dir=folder_of(experiment, run, preset=preset, seed=seed, out_root=out_root),
        seed=seed,
        tasks=run.row.tasks,
        about={"experiment": experiment.name, "row": run.row.name},
        **options,
    )


def folder_of(experiment: Experiment, run: Run, *, preset: Preset, seed: int, out_root: Path | str = RUNS) -> Path:
    """The folder of one training."""
    return Path(out_root) / experiment.name / f"{run.name}__{preset.name}__seed{seed}"


def on_these_songs(preset: Preset, data_root: Path | str) -> Preset:
    """``preset`` with no limit on songs where it is that of the dataset.

    Raises:
        UserError: the dataset has fewer songs than the row needs; toys learn from what there is.
    """
    if preset.songs is None:
        return preset
    there = len(tracks(data_root, "train"))
    if preset.songs > there and preset.sizes != "toy":
        raise UserError(
            f"this row learns from {preset.songs} songs, and {data_root} has {there}; "
            "make a larger dataset: lasaft-nb data mini FOLDER --preset medium"
        )
    return replace(preset, songs=None) if preset.songs >= there else preset


def shipped(experiment: Experiment, run: Run) -> Path:
    """Where the weights of ``run`` lie in the project."""
    return data_dir() / "weights" / experiment.name / f"{run.name}.safetensors"


def ship(weights: Path, target: Path) -> Path:
    """Copy trained weights to ``target`` with their matrices as float16; the card comes along."""
    model, card = checkpoint.load(weights)
    config = ModelConfig.from_dict(card["model"])
    about = {name: value for name, value in card.items() if name not in ("schema", "model", "weights")}
    return checkpoint.save(target, model, config, half=True, **about)


def measure(
    experiment: Experiment,
    run: Run,
    weights: Path,
    *,
    data_root: Path | str,
    metrics: tuple[str, ...] | None = None,
    jobs: int = 1,
    device: str = "cpu",
    root: Path | str | None = None,
) -> Path:
    """Score ``weights`` on the test tracks, put the medians into their card, and write the record; returns its path."""
    from lasaft_nb.inference.separator import Separator

    model, card = checkpoint.load(weights)
    separator = Separator(model, device=device)
    scored = evaluate_tracks(
        separator, tracks(data_root, "test"), run.targets, metrics=metrics or run.row.metrics, jobs=jobs, progress=False
    )
    medians = {
        target: {metric: summary["median"] for metric, summary in by_metric.items()}
        for target, by_metric in scored.scores.items()
    }
    mixture = {target: by_metric["SDR"]["median"] for target, by_metric in scored.mixture.items()}
    checkpoint.write_card(weights, {**card, "scores": medians, "mixture_sdr": mixture})
    n_parameters = sum(parameter.numel() for parameter in model.parameters())
    found = _record(experiment, run, card, scored, data_root=data_root, device=device, n_parameters=n_parameters)
    path = records.write(found, root)
    if _reads_sentences(run):
        from lasaft_nb.experiments.amss_benchmark import measure_manipulation

        measure_manipulation(weights, found, data_root=data_root, device=device, root=root)
    return path


def record(
    experiment: Experiment,
    run: Run,
    weights: Path,
    *,
    preset: Preset,
    seed: int,
    data_root: Path | str,
    device: str = "cpu",
    root: Path | str | None = None,
) -> Path:
    """Write what a finished training leaves: its curve and its record; returns the record's path."""
    from lasaft_nb.experiments import curves

    curves.write(experiment, run, weights.with_name("history.csv"), preset=preset.name, seed=seed, root=root)
    return measure(experiment, run, weights, data_root=data_root, device=device, root=root)


def find(
    experiment: Experiment,
    run: Run,
    *,
    preset: Preset,
    seed: int,
    data_root: Path | str,
    root: Path | str | None = None,
) -> records.Record | None:
    """The record of this very training on this dataset, or None."""
    wanted = _Wanted(run, on_these_songs(preset, data_root), seed, identify(data_root)["fingerprint"])
    there = records.find(experiment.name, row=run.row.name, preset=preset.name, root=root)
    return next((record for record in there if wanted.is_in(record)), None)


def adopt(
    experiment: Experiment,
    run: Run,
    *,
    preset: Preset,
    seed: int,
    data_root: Path | str,
    root: Path | str | None = None,
) -> Path | None:
    """Write the record of ``run`` from that of the same training in another experiment, or None where there is none.

    A training is a function of model, preset, seed and dataset alone, so tables that share a network need it only once.
    Only records of trained networks count, those of experiments: others may have changed what came out.
    """
    if _reads_sentences(run):  # what it learned to do is in no record
        return None
    wanted = _Wanted(run, on_these_songs(preset, data_root), seed, identify(data_root)["fingerprint"])
    for record in records.find(preset=preset.name, root=root):
        elsewhere = record["experiment"] in experiments.names() and record["experiment"] != experiment.name
        if elsewhere and wanted.is_in(record):
            note = f"{ADOPTED} {record['experiment']}, row {record['row']}; {record.get('notes', '')}"
            return records.write(
                {**record, "experiment": experiment.name, "row": run.row.name, "notes": note.rstrip("; ")}, root
            )
    return None


def is_adopted(record: Mapping[str, Any]) -> bool:
    """Whether the training of a record is that of another one, which `adopt` took it from."""
    return str(record.get("notes", "")).startswith(ADOPTED)


@dataclass(frozen=True)
class _Wanted:
    """A training, to be looked for in records."""

    run: Run
    preset: Preset
    seed: int
    fingerprint: str

    def is_in(self, record: records.Record) -> bool:
        """Whether ``record`` is of this training: model, seed, steps, songs, dataset; scored on all that is wanted."""
        model = json.loads(json.dumps(self.run.config(self.preset).to_dict()))
        songs = record.get("training", {}).get("songs")
        ours = (model, self.seed, self.preset.steps, self.preset.songs, self.fingerprint)
        theirs = (record["model"], record["seed"], record["steps"], songs, record["dataset"]["fingerprint"])
        wanted = set(self.run.row.metrics)
        return (
            ours == theirs
            and record["parameters"] > 0
            and all(wanted <= set(record["scores"].get(target, {})) for target in self.run.targets)
        )


def _reads_sentences(run: Run) -> bool:
    return zoo.spec(run.row.network).reads == "sentence"


def _record(
    experiment: Experiment,
    run: Run,
    card: dict[str, Any],
    scored: Evaluation,
    *,
    data_root: Path | str,
    device: str,
    n_parameters: int,
) -> records.Record:
    about = ("songs", "batch_size", "threads", "cpu_seconds", "precision", "graphs", "tried", "best_step", "device")
    training = {name: card[name] for name in (*about, "commit") if name in card}
    return records.make(
        experiment=experiment.name,
        row=run.row.name,
        preset=card["preset"],
        seed=card["seed"],
        dataset={**identify(data_root), "split": "test"},
        scores=scored.scores,
        mixture=scored.mixture,
        model=card["model"],
        device=describe(choose_device(device)),
        steps=card["steps"],
        seconds=card["seconds"],
        parameters=n_parameters,
        training=training,
    )


def write_measured(
    experiment: str,
    row: str,
    scores: Mapping[str, Any],
    *,
    card: Mapping[str, Any],
    data_root: Path,
    notes: str,
    parameters: int = 0,
    root: Path | None = None,
) -> Path:
    """Write what was measured of a network on the test songs; ``card`` describes it, an empty one describes none."""
    record = records.make(
        experiment=experiment,
        row=row,
        preset=card.get("preset", "lite"),
        seed=card.get("seed", 0),
        dataset={**identify(data_root), "split": "test"},
        scores=scores,
        model=card.get("model"),
        steps=card.get("steps", 0),
        parameters=parameters,
        notes=notes,
    )
    return records.write(record, root)


def from_shell(measurements: Mapping[str, Callable[..., Iterable[Path | str]]]) -> None:
    """Run the measurement that the shell's first word names, with the other words, and print the records' paths."""
    name, *words = sys.argv[1:] or [""]
    if name not in measurements:
        raise SystemExit(f"measurement must be one of {', '.join(measurements)}, got {name!r}")
    for path in measurements[name](*words):
        print(path)
