"""From an experiment's definition to weights and a record: train, ship, score, write."""

from pathlib import Path
from typing import Any

from lasaft_nb.data import identify, tracks
from lasaft_nb.experiments.experiment import Experiment, Run
from lasaft_nb.metrics.evaluate import Evaluation, evaluate_tracks
from lasaft_nb.models import checkpoint, zoo
from lasaft_nb.models.source_model import ModelConfig
from lasaft_nb.paths import data_dir
from lasaft_nb.results import records
from lasaft_nb.training.presets import Preset

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

    folder = Path(out_root) / experiment.name / f"{run.name}__{preset.name}__seed{seed}"
    return fit(
        run.config(preset),
        preset=preset,
        data_root=data_root,
        out_dir=folder,
        seed=seed,
        tasks=run.row.tasks,
        **options,
    )


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
    record = _record(experiment, run, card, scored, data_root=data_root, device=device, n_parameters=n_parameters)
    path = records.write(record, root)
    if _reads_sentences(run):
        from lasaft_nb.experiments.amss_benchmark import measure_manipulation

        measure_manipulation(weights, record, data_root=data_root, device=device, root=root)
    return path


def adopt(
    experiment: Experiment, run: Run, *, preset: Preset, seed: int, root: Path | str | None = None
) -> Path | None:
    """Write the record of ``run`` from that of the same training in another experiment, or None where there is none.

    A training is a function of model, preset and seed alone, so tables that share a network need it only once.
    """
    if _reads_sentences(run):  # what it learned to do is in no record
        return None
    model = run.config(preset).to_dict()
    for record in records.find(preset=preset.name, root=root):
        same = (record["model"], record["seed"], record["steps"]) == (model, seed, preset.steps)
        scored = all(set(run.row.metrics) <= set(record["scores"].get(target, {})) for target in run.targets)
        if same and scored and record["experiment"] != experiment.name:
            note = f"the training of {record['experiment']}, row {record['row']}; {record.get('notes', '')}"
            return records.write(
                {**record, "experiment": experiment.name, "row": run.row.name, "notes": note.rstrip("; ")}, root
            )
    return None


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
    threads, cpu = card.get("threads"), card.get("cpu_seconds")
    return records.make(
        experiment=experiment.name,
        row=run.row.name,
        preset=card["preset"],
        seed=card["seed"],
        dataset={**identify(data_root), "split": "test"},
        scores=scored.scores,
        mixture=scored.mixture,
        model=card["model"],
        device=device,
        steps=card["steps"],
        seconds=card["seconds"],
        parameters=n_parameters,
        notes=f"trained with {threads} threads in {cpu} CPU seconds on a shared machine",
    )
