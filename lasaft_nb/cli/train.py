"""`lasaft-nb train` and `train-table`: train one network of an experiment, or whole tables."""

import time
from pathlib import Path
from typing import Annotated, Any

import typer

from lasaft_nb.cli.shell import DataRoot, Device
from lasaft_nb.errors import extra


def train(
    experiment: Annotated[str, typer.Argument(help="An experiment, such as lite_dedicated or table_3_1.")],
    model: Annotated[str, typer.Argument(help="One of its networks, such as tfc_tdf-vocals; 'list' names them all.")],
    *,
    preset: Annotated[
        str, typer.Option(help="smoke (seconds), lite (minutes on a laptop), long or paper (a GPU).")
    ] = "lite",
    data_root: DataRoot = None,
    seed: Annotated[int, typer.Option(help="Of the weights and of the excerpts.")] = 0,
    device: Device = "auto",
    devices: Annotated[int, typer.Option(help="Devices on each machine.")] = 1,
    num_nodes: Annotated[int, typer.Option(help="Machines; run the same command on each (torchrun, Slurm).")] = 1,
    strategy: Annotated[str, typer.Option(help="How devices share the work: auto, ddp, …")] = "auto",
    precision: Annotated[
        str | None, typer.Option(help="32-true, bf16-mixed, 16-mixed or auto; the preset's when not given.")
    ] = None,
    steps: Annotated[int | None, typer.Option(help="Training steps; the preset's when not given.")] = None,
    batch_size: Annotated[int | None, typer.Option(help="Excerpts a step; the preset's when not given.")] = None,
    recompute_blocks: Annotated[
        bool, typer.Option("--recompute-blocks", help="About half the memory, for a third more work.")
    ] = False,
    out: Annotated[Path, typer.Option(help="Folder for checkpoints, weights and curves.")] = Path("runs"),
    resume: Annotated[bool, typer.Option(help="Go on where an earlier training of this name stopped.")] = True,
    score: Annotated[bool, typer.Option(help="Score it on the test songs and write its record.")] = True,
) -> None:
    """Train one network, score it, and say where its weights and its record are.

    The record stands in the table of the experiment, marked as yours. With other --steps or --batch-size it is filed
    under a preset of its own, such as lite-own.
    """
    from lasaft_nb.experiments import get

    plan = get(experiment)
    if model == "list":
        typer.echo("\n".join(run.name for run in plan.runs()))
        return
    _train(
        plan,
        model,
        preset_name=preset,
        changes={"steps": steps, "batch_size": batch_size},
        data_root=data_root,
        score=score,
        options={
            "seed": seed,
            "device": device,
            "devices": devices,
            "num_nodes": num_nodes,
            "strategy": strategy,
            "precision": precision,
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
    score: bool,
    options: dict[str, Any],
) -> None:
    from dataclasses import replace

    with extra("train"):
        from lightning.pytorch.utilities.rank_zero import rank_zero_only

    from lasaft_nb.data import chapter_root
    from lasaft_nb.device import prepare_process
    from lasaft_nb.experiments import runner
    from lasaft_nb.training import checkpoint
    from lasaft_nb.training.presets import preset as by_name

    prepare_process(options["device"])
    run = plan.run(model)
    planned = run.preset(by_name(preset_name))
    chosen = planned.but(**changes)
    if chosen != planned:  # another budget: it must not stand for the preset's own
        chosen = replace(chosen, name=f"{preset_name}-own")
    root = data_root or chapter_root(preset_name)
    weights = runner.train(plan, run, preset=chosen, data_root=root, **options)
    if rank_zero_only.rank:
        return
    card = checkpoint.read_card(weights)
    best = card["validation"]
    typer.echo(
        f"{weights}\n{card['steps']} steps in {card['seconds']:.0f} s; best validation at step {card['best_step']}: "
        f"SDR {best.get('val_sdr', float('nan')):.2f} dB, L1 {best['val_l1']:.4f}"
    )
    if score:
        seed, device = options["seed"], options["device"]
        found = runner.record(plan, run, weights, preset=chosen, seed=seed, data_root=root, device=device)
        typer.echo(f"record: {found}")


def train_table(
    tables: Annotated[
        list[str],
        typer.Argument(metavar="TABLE...", help="3.5, or an experiment; 3.1:*-vocals for some of its networks."),
    ],
    *,
    preset: Annotated[str, typer.Option(help="smoke, lite, long (numbers that decide) or paper.")] = "long",
    seeds: Annotated[str, typer.Option(help="Such as 0,1,2.")] = "0",
    data_root: DataRoot = None,
    device: Device = "auto",
    jobs: Annotated[int, typer.Option(help="Networks that are trained side by side.", min=1)] = 1,
    threads: Annotated[int | None, typer.Option(help="Processor threads of each; torch's choice by default.")] = None,
    out: Annotated[Path, typer.Option(help="Folder for checkpoints, weights and curves.")] = Path("runs"),
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only list what would be trained.")] = False,
) -> None:
    """Train, score and record all networks of tables, in the order given; start again to go on."""
    from lasaft_nb.data import chapter_root
    from lasaft_nb.errors import UserError
    from lasaft_nb.experiments import train_table as table
    from lasaft_nb.training.presets import preset as by_name

    try:
        by_name(preset)
        numbers = [int(seed) for seed in seeds.split(",")]
    except ValueError as error:
        raise UserError(f"{error}; name a preset, and seeds such as 0,1,2") from error
    planned = list(table.jobs(tables, seeds=numbers))
    root = data_root or chapter_root(preset)
    todo = [
        table.Job(
            experiment=plan.name,
            run=run.name,
            seed=seed,
            preset=preset,
            data_root=root,
            device=device,
            threads=threads,
            out_root=out,
        )
        for plan, run, seed in planned
    ]
    if dry_run:
        typer.echo("\n".join(job.label for job in todo))
        return
    failed = 0
    for number, (job, outcome) in enumerate(table.train_table(todo, at_once=jobs), start=1):
        failed += outcome.startswith("failed")
        typer.echo(f"{time.strftime('%H:%M:%S')} {number}/{len(todo)} {job.label}: {outcome}")
    if failed:
        raise UserError(f"{failed} of {len(todo)} trainings failed, see above; the same command tries them again")
