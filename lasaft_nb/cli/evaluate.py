"""`lasaft-nb evaluate` and `lasaft-nb reproduce`; nothing heavy is imported until one of them runs."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from lasaft_nb.cli.shell import DataRoot, Device
from lasaft_nb.errors import UserError

if TYPE_CHECKING:
    from lasaft_nb.data.track import Track
    from lasaft_nb.metrics.evaluate import Evaluation


def evaluate(
    weights: Annotated[
        str,
        typer.Argument(
            metavar="WEIGHTS_OR_NAME", help="A .safetensors file or a network's name; amss is the shipped AMSS-Net."
        ),
    ],
    *,
    data_root: DataRoot = None,
    subset: Annotated[str, typer.Option(help="test, valid or train.")] = "test",
    target: Annotated[
        list[str] | None, typer.Option(help="Source to score; repeat for several, all by default.")
    ] = None,
    tracks: Annotated[int | None, typer.Option(help="Score only the first N tracks.")] = None,
    jobs: Annotated[int, typer.Option(help="Processes that score.")] = 2,
    dask: Annotated[str | None, typer.Option(help="Address of a Dask scheduler, in place of processes.")] = None,
    device: Device = "auto",
    out: Annotated[
        Path | None,
        typer.Option(help="Folder of the record and of museval's files; runs/results and runs/evaluate by default."),
    ] = None,
) -> None:
    """Score a network on a split: BSSEval v4 by museval, the untouched mixture beside it.

    The record is filed by what the network's card says (experiment, row, preset, seed) and by the dataset, so it
    stands in the experiment's table, marked as yours; one of another dataset stands beside it. Of some tracks or
    sources only, or of another split, it goes to the experiment "evaluate".
    A network that reads sentences is asked for the sources by sentences, and is scored on 21 manipulations as well.
    """
    import torch

    from lasaft_nb.data import chapter_root, identify
    from lasaft_nb.data import tracks as find_tracks
    from lasaft_nb.inference.manipulator import DEFAULT
    from lasaft_nb.metrics.evaluate import evaluate_tracks
    from lasaft_nb.provenance import describe
    from lasaft_nb.results import records

    if subset not in ("train", "valid", "test"):
        raise UserError(f"--subset must be train, valid or test, got {subset}")
    weights = DEFAULT if weights == "amss" else weights
    if data_root:  # before the network, which may have to be fetched
        find_tracks(data_root, subset=subset)  # type: ignore[arg-type]
    separator = _load(weights, device)
    card = separator.card or {}
    root = data_root or chapter_root(str(card.get("preset", "lite")))
    chosen = list(find_tracks(root, subset=subset))[:tracks]  # type: ignore[arg-type]
    data = {**identify(root), "split": subset, "tracks": len(chosen)}
    whole = subset == "test" and tracks is None and not target
    place = _place(card, weights, whole=whole)
    museval_dir = _museval_dir(out or Path("runs/evaluate"), place, data)
    scored = evaluate_tracks(separator, chosen, target, jobs=jobs, dask=dask, museval_dir=museval_dir, subset=subset)
    record = records.make(
        **place,
        dataset=data,
        scores=scored.scores,
        mixture=scored.mixture,
        model=card.get("config") or card.get("model"),
        device=describe(torch.device(separator.device)),
        steps=int(card.get("steps", 0)),
        seconds=scored.seconds,
        parameters=sum(weight.numel() for weight in separator.model.parameters()),
    )
    path = records.write(record, out)
    _print(scored, title=f"{place['row']} on {record['dataset']['name']}, {subset}, {len(chosen)} tracks")
    typer.echo("\n".join([*scored.notes, f"record: {path}", f"museval's files: {museval_dir / subset}"]))
    if getattr(separator.model, "reads_sentences", False):
        _manipulate(separator, chosen, record, out=out)


def _place(card: dict[str, Any], weights: str, *, whole: bool) -> dict[str, Any]:
    """Where the record of a network belongs, by its card."""
    return {
        "experiment": str(card["experiment"]) if whole and "experiment" in card else "evaluate",
        "row": str(card.get("row", weights)),
        "preset": str(card.get("preset", "released")),
        "seed": int(card.get("seed", 0)),
    }


def _museval_dir(out: Path, place: dict[str, Any], data: dict[str, Any]) -> Path:
    """A folder for this network on this dataset and no other."""
    from lasaft_nb.results.records import dataset_slug, path_of

    name = path_of({**place, "dataset": {**data, "fingerprint": ""}, "scores": {}}, out)
    return name.with_suffix("") / dataset_slug(data) / "museval"


def reproduce(
    table: Annotated[str, typer.Argument(help="3.1 … 5.3, or lecture_wave_u_net and its like.")],
    *,
    preset: Annotated[str, typer.Option(help="smoke, lite, long or paper.")] = "lite",
    device: Device = "auto",
    seed: Annotated[int, typer.Option(help="Of weights and excerpts.")] = 0,
    data_root: Annotated[str, typer.Option(help="Dataset; the preset's mini dataset when empty.")] = "",
    retrain: Annotated[bool, typer.Option(help="Train anew instead of loading the shipped weights.")] = True,
    out: Annotated[Path, typer.Option(help="Folder for the executed notebook and the records.")] = Path("runs"),
) -> None:
    """Run the chapter of a published table, and show the table with what was measured."""
    from lasaft_nb.results.reproduce import chapter_of
    from lasaft_nb.results.reproduce import reproduce as run

    if preset not in ("smoke", "lite", "long", "paper"):
        raise UserError(f"--preset must be smoke, lite, long or paper, got {preset}")
    chapter = chapter_of(table)
    root = str(Path(data_root).resolve()) if data_root else ""
    parameters = {"PRESET": preset, "SEED": seed, "DEVICE": device, "DATA_ROOT": root, "RETRAIN": retrain}
    typer.echo(f"running {chapter.name} with {', '.join(f'{key}={value!r}' for key, value in parameters.items())}")
    left = run(chapter, out=out, **parameters)
    written = sorted(left.results.rglob("*.json"))
    typer.echo(f"notebook: {left.notebook}\nrecords: {len(written)} below {left.results}")


def _manipulate(separator: Any, chosen: "list[Track]", record: dict[str, Any], *, out: Path | None) -> None:
    from lasaft_nb.experiments.amss_benchmark import report
    from lasaft_nb.inference.manipulator import Manipulator

    manipulator = Manipulator(separator.model, device=str(separator.device), name=record["row"])
    typer.echo(f"record: {report(manipulator, chosen, record, out=out)}")


def _load(weights: str, device: str) -> Any:
    """Any trained network, as one that separates; computed by torch, so that a record is the same everywhere."""
    from lasaft_nb.device import prepare_process
    from lasaft_nb.inference.manipulator import DEFAULT, check_default
    from lasaft_nb.inference.separator import Separator

    if weights == DEFAULT:
        check_default()
    return Separator.from_pretrained(weights, device=prepare_process(device), engine="torch")


def _print(scored: "Evaluation", *, title: str) -> None:
    from rich.console import Console
    from rich.table import Table

    metrics = list(next(iter(scored.scores.values())))
    grid = Table(title=f"{title}\nmedian over tracks of medians over seconds, dB")
    for heading in ("source", *metrics, "mixture SDR", "gain"):
        grid.add_column(heading, justify="left" if heading == "source" else "right")
    for target, scores in scored.scores.items():
        base, sdr = scored.mixture[target]["SDR"]["median"], scores["SDR"]["median"]
        values = [scores[metric]["median"] for metric in metrics]
        gain = None if base is None or sdr is None else sdr - base
        grid.add_row(target, *("–" if value is None else f"{value:.2f}" for value in (*values, base, gain)))
    Console().print(grid)
