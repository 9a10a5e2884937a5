"""Train one model: Lightning does the loop; a killed training goes on exactly where its last validation was."""

import logging
import signal
import sys
import warnings
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import Any

import torch

from lasaft_nb.aml.command import TASKS
from lasaft_nb.blocks.tfc import recompute_dense_layers
from lasaft_nb.data import identify
from lasaft_nb.device import DEVICES, choose_device
from lasaft_nb.errors import UserError, extra
from lasaft_nb.models import zoo
from lasaft_nb.models.source_model import ModelConfig, SourceModel, build_model
from lasaft_nb.provenance import describe, provenance
from lasaft_nb.training import history, run_folder
from lasaft_nb.training.captured import can_be_captured
from lasaft_nb.training.loaders import Excerpted, Loaders, Manipulated
from lasaft_nb.training.presets import Preset
from lasaft_nb.training.run_folder import lost_processes
from lasaft_nb.training.task import PRECISIONS, ManipulationTask, SeparationTask, Task, fastest

with extra("train"):
    import lightning.pytorch as pl
    from lightning.pytorch.callbacks import Callback, EarlyStopping, EMAWeightAveraging, ModelCheckpoint
    from lightning.pytorch.utilities.exceptions import MisconfigurationException

__all__ = ["fit", "seconds_a_step"]


@contextmanager
def _without_lightnings_tips() -> Iterator[None]:
    """No list of devices, no advice on worker counts or on folders that are not empty, while a training lasts."""
    logger = logging.getLogger("lightning.pytorch.utilities.rank_zero")
    level = logger.level
    logger.setLevel(logging.WARNING)
    try:
        with warnings.catch_warnings():
            warnings.filterwarnings("ignore", module="lightning.pytorch")
            yield
    finally:
        logger.setLevel(level)


@_without_lightnings_tips()
def fit(
    config: ModelConfig,
    *,
    preset: Preset,
    data_root: Path | str,
    out_dir: Path | str,
    seed: int = 0,
    device: str | torch.device = "auto",
    resume: bool = True,
    tasks: Sequence[str] = TASKS,
    recompute_blocks: bool = False,
    graphs: bool | None = None,
    about: Mapping[str, Any] | None = None,
    **trainer_options: Any,
) -> Path:
    """Train the model that ``config`` describes and return the path of its best weights.

    ``out_dir`` gets last.ckpt and best.ckpt (Lightning's, to resume from), history.csv, history.png and
    best.safetensors with its card. A finished training is not run again.

    Args:
        config: the model; see `presets.model_config`.
        preset: sizes and budget.
        data_root: dataset with training and validation tracks.
        out_dir: folder of this run.
        seed: of the weights, the excerpts and everything else random.
        device: "auto", "cpu", "cuda", "mps", "gpu" (of either kind), another of Lightning's accelerators,
            or a ``torch.device``.
        resume: go on from last.ckpt; False starts anew.
        tasks: what a network that reads sentences learns to do, see `lasaft_nb.aml.command.TASKS`.
        recompute_blocks: need about half the memory for a third more work, see `lasaft_nb.blocks.tfc`. The
            result stays what it was, so a training may go on with or without.
        graphs: replay the step as a CUDA graph, see `lasaft_nb.training.captured`; None: where the precision is "auto"
            and that is faster.
        about: what else the card shall say, such as the experiment and the row.
        trainer_options: handed to Lightning's ``Trainer``, such as ``devices=8, num_nodes=2, strategy="ddp"``.

    Raises:
        UserError: the dataset has no tracks, the device is not there or can't replay such a step, the folder holds
            another training or a damaged checkpoint, or a loss or weight becomes NaN. A start that fails changes
            nothing in the folder. Ctrl-C ends a training as it ends everything else, and the same call goes on from the
            last validation.
    """
    out_dir = Path(out_dir)
    device, trainer_options = _placed(device, trainer_options)
    last = out_dir / "last.ckpt"
    learns = {"tasks": list(tasks)} if _reads_sentences(config) else {}
    plan = {"model": config.to_dict(), "preset": asdict(preset), "seed": seed, "data": identify(data_root)} | learns
    if resume:
        run_folder.check_plan(out_dir, plan)
        if run_folder.is_finished(out_dir):
            return out_dir / run_folder.WEIGHTS
    origin = provenance()  # now, not when the training ends: the code may change meanwhile
    pl.seed_everything(seed, verbose=False)
    task = _task(config, preset=preset, seed=seed)
    if recompute_blocks:
        recompute_dense_layers(task.model)
    data = _loaders(config, data_root, preset=preset, seed=seed, **learns)
    precision = trainer_options.pop("precision", None) or preset.precision
    tried: dict[str, Any] = {"precision": precision}
    if precision == "auto":
        kept = resume and run_folder.precision_of(out_dir)
        tried = kept or _faster_here(task, data, device=device, options=trainer_options)
    may = not recompute_blocks and _can_be_captured(task, device=device, options=trainer_options)
    task.graphs = _replays(graphs, may=may, faster=tried.get("graphs", False))
    story = history.History(out_dir)
    claim = run_folder.Claim(out_dir, plan, anew=not resume, chosen=tried if precision == "auto" else None)
    trainer = _trainer(
        preset,
        out_dir,
        callbacks=[claim, history.StopAtNaN(out_dir), story, *_callbacks(preset, out_dir)],
        device=device,
        **{**trainer_options, "precision": tried["precision"]},
    )
    origin["device"] = describe(trainer.strategy.root_device)
    _run(trainer, task, data, resume_from=last if resume and last.is_file() else None)
    if trainer.is_global_zero:
        card = run_folder.about(story, origin=origin, preset=preset, data_root=data_root, seed=seed)
        card |= learns | tried | {"graphs": task.graphs} | dict(about or {})
        run_folder.finish(task.model, config, out_dir=out_dir, story=story, card=card)
    trainer.strategy.barrier()
    return out_dir / run_folder.WEIGHTS


def _placed(device: str | torch.device, options: dict[str, Any]) -> tuple[str, dict[str, Any]]:
    """Lightning's accelerator and options for a device, which may have a number, as cuda:1 has."""
    kind, _, number = str(device).partition(":")
    alone = options.get("devices") in (None, 1)
    return kind, {**options, "devices": [int(number)]} if alone and number.isdigit() else options


def _faster_here(task: Task, data: Loaders, *, device: str, options: dict[str, Any]) -> dict[str, Any]:
    """What `fastest` finds, or float32 where several devices would have to agree, or the device is of another kind."""
    place = choose_device(device)
    if not _alone(options) or place.type not in ("cpu", "cuda"):
        return {"precision": "32-true"}
    return fastest(task, data.first_batch(), device=place)


def _can_be_captured(task: Task, *, device: str, options: dict[str, Any]) -> bool:
    on_cuda = device in ("auto", "cuda", "gpu") and _alone(options)
    return on_cuda and can_be_captured(task.model, choose_device(device))


def _replays(wanted: bool | None, *, may: bool, faster: bool) -> bool:
    """Whether steps are replayed as CUDA graphs: as wanted, else where they may be and are faster so."""
    if wanted and not may:
        what = "one GPU that CUDA can use, no recomputed blocks, and a network that decides nothing by its input"
        raise UserError(f"graphs=True wants {what}")
    return may and faster if wanted is None else wanted


def _alone(options: dict[str, Any]) -> bool:
    """Whether one device trains, the first of its kind."""
    return all(options.get(name) in (None, 1) for name in ("devices", "num_nodes"))


def seconds_a_step(
    config: ModelConfig,
    *,
    preset: Preset,
    data_root: Path | str,
    seed: int = 0,
    device: str = "auto",
    tasks: Sequence[str] = TASKS,
) -> float:
    """Seconds of one step of a training here, the median of ten; of what "auto" tries, the fastest."""
    task = _task(config, preset=preset, seed=seed)
    learns = {"tasks": list(tasks)} if _reads_sentences(config) else {}
    data = _loaders(config, data_root, preset=preset, seed=seed, **learns)
    place = choose_device(device)
    full = preset.precision == "32-true" or place.type not in ("cpu", "cuda")
    tried = fastest(task, data.first_batch(), device=place, ways=PRECISIONS[:1] if full else ())["tried"]
    return float(min(tried.values()))


def _run(trainer: pl.Trainer, task: Task, data: Loaders, *, resume_from: Path | None) -> None:
    if resume_from:
        run_folder.check_whole(resume_from)
    hears = signal.getsignal(signal.SIGINT)
    try:
        with lost_processes(Path(trainer.default_root_dir) / "last.ckpt"), _sentence(MisconfigurationException):
            trainer.fit(task, datamodule=data, ckpt_path=resume_from, weights_only=True)
    except SystemExit as end:  # so Lightning ends a training that Ctrl-C stopped; it also turns deaf to the next one
        signal.signal(signal.SIGINT, hears)
        raise KeyboardInterrupt from end


def excerpt_samples(config: ModelConfig, preset: Preset) -> int:
    """Samples of a training excerpt: as many as give ``preset.frames`` centred STFT frames."""
    return config.hop_length * (preset.frames - 1)


def _reads_sentences(config: ModelConfig) -> bool:
    return zoo.spec(config.network).reads == "sentence"


def _task(config: ModelConfig, *, preset: Preset, seed: int) -> Task:
    kind = ManipulationTask if _reads_sentences(config) else SeparationTask
    return kind(_laid_out(build_model(config), preset), preset=preset, seed=seed)


def _loaders(config: ModelConfig, data_root: Path | str, *, preset: Preset, seed: int, **learns: Any) -> Loaders:
    kind = Manipulated if _reads_sentences(config) else Excerpted
    return kind(data_root, preset=preset, n_samples=excerpt_samples(config, preset), seed=seed, **learns)


def _trainer(preset: Preset, out_dir: Path, *, callbacks: list[Callback], device: str, **options: Any) -> pl.Trainer:
    defaults = {
        "devices": 1,
        "logger": False,
        "enable_progress_bar": sys.stderr.isatty(),
        "enable_model_summary": False,
    }
    given = {name: value for name, value in options.items() if value is not None}
    _check_devices(device, **{name: given[name] for name in ("devices", "num_nodes") if name in given})
    with _sentence(MisconfigurationException, RuntimeError, ValueError):
        return pl.Trainer(
            accelerator=device,
            max_epochs=-(-preset.steps // preset.validate_every),
            reload_dataloaders_every_n_epochs=1,
            use_distributed_sampler=False,
            gradient_clip_val=preset.gradient_clip,
            num_sanity_val_steps=0,
            default_root_dir=out_dir,
            callbacks=callbacks,
            **{**defaults, **given},
        )


def _check_devices(device: str, *, devices: Any = 1, num_nodes: Any = 1) -> None:
    """Refuse devices that are not here, before Lightning does in its own words."""
    if device in (*DEVICES, "gpu"):
        choose_device(device)
    for name, count, least in (("devices", devices, -1), ("num_nodes", num_nodes, 1)):
        if isinstance(count, int) and (count < least or count == 0):
            every = ", or -1 for all there are" if least < 0 else ""
            raise UserError(f"{name} must be 1 or more{every}, got {count}")


@contextmanager
def _sentence(*kinds: type[Exception]) -> Iterator[None]:
    """Turn errors of these kinds, of Lightning about options that it can't follow, into one sentence."""
    try:
        yield
    except kinds as error:
        why = " ".join(str(error).split()).partition(". ")[0].rstrip(".")
        options = "--device, --devices, --num-nodes, --strategy and --precision"
        raise UserError(f"the training can't start as asked ({why}); check {options}") from error


def _callbacks(preset: Preset, out_dir: Path) -> list[Callback]:
    found: list[Callback] = []
    if preset.ema_decay is not None:
        found.append(EMAWeightAveraging(decay=preset.ema_decay))
    if preset.patience is not None:
        found.append(EarlyStopping(preset.monitor, patience=preset.patience, check_on_train_epoch_end=True))
    best = ModelCheckpoint(
        dirpath=out_dir,
        filename="best",
        monitor=preset.monitor,
        save_last=True,
        save_on_train_epoch_end=True,
        enable_version_counter=False,
    )
    return [*found, best]


def _laid_out(model: SourceModel, preset: Preset) -> SourceModel:
    if preset.channels_last:
        model.to(memory_format=torch.channels_last)  # type: ignore[call-overload]  # torch's stub leaves it out
    return model
