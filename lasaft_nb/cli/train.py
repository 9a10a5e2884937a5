"""`lasaft-nb train`: train one network of an experiment."""

from pathlib import Path
from typing import Annotated, Any

import typer

from lasaft_nb.cli.arguments import DataRoot, Device


def train(
    experiment: Annotated[str, typer.Argument(help="An experiment, such as lite_dedicated or table_3_1.")],
    model: Annotated[str, typer.Argument(help="One of its networks, such as tfc_tdf-vocals; 'list' names them all.")],
    *,
    preset: Annotated[str, typer.Option(help="smoke (seconds), lite (minutes on a laptop) or paper (a GPU).")] = "lite",
    data_root: DataRoot = None,
    seed: Annotated[int, typer.Option(help="Of the weights and of the excerpts.")] = 0,
    device: Device = "auto",
    devices: Annotated[int, typer.Option(help="Devices on each machine.")] = 1,
    num_nodes: Annotated[int, typer.Option(help="Machines; run the same command on each (torchrun, Slurm).")] = 1,
    strategy: Annotated[str, typer.Option(help="How devices share the work: auto, ddp, …")] = "auto",
    precision: Annotated[
        str | None, typer.Option(help="32-true, bf16-mixed or 16-mixed; the preset's when not given.")
    ] = None,
    steps: Annotated[int | None, typer.Option(help="Training steps; the preset's when not given.")] = None,
    batch_size: Annotated[int | None, typer.Option(help="Excerpts a step; the preset's when not given.")] = None,
    recompute_blocks: Annotated[
        bool, typer.Option("--recompute-blocks", help="About half the memory, for a third more work.")
    ] = False,
    out: Annotated[Path, typer.Option(help="Folder for checkpoints, weights and curves.")] = Path("runs"),
    resume: Annotated[bool, typer.Option(help="Go on where an earlier training of this name stopped.")] = True,
) -> None:
    """Train one network, and say where its weights are."""
    from lasaft_nb.experiments import get

    plan = get(experiment)
    if model == "list":
        typer.echo("\n".join(run.name for run in plan.runs()))
        return
    _train(
        plan,
        model,
        preset_name=preset,
        changes={"precision": precision, "steps": steps, "batch_size": batch_size},
        data_root=data_root,
        options={
            "seed": seed,
            "device": device,
            "devices": devices,
            "num_nodes": num_nodes,
            "strategy": strategy,
            "recompute_blocks": recompute_blocks,
            "out_root": out,
            "resume": resume,
        },
    )


def _train(
    plan: Any,
    model: str,
    *,
    preset_name: str,
    changes: dict[str, Any],
    data_root: Path | None,
    options: dict[str, Any],
) -> None:
    from lasaft_nb.data import chapter_root
    from lasaft_nb.experiments import runner
    from lasaft_nb.training import checkpoint
    from lasaft_nb.training.presets import preset as by_name

    run = plan.run(model)
    chosen = run.preset(by_name(preset_name)).but(**changes)
    root = data_root or chapter_root(preset_name)
    weights = runner.train(plan, run, preset=chosen, data_root=root, **options)
    card = checkpoint.read_card(weights)
    best = card["validation"]
    typer.echo(
        f"{weights}\n{card['steps']} steps in {card['seconds']:.0f} s; best validation at step {card['best_step']}: "
        f"SDR {best.get('val_sdr', float('nan')):.2f} dB, L1 {best['val_l1']:.4f}\n"
        f"score it: lasaft-nb evaluate {weights}"
    )
