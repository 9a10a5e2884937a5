"""Lightning's trainer for a preset, and what people may ask of it: one sentence for each wrong wish."""

import sys
from pathlib import Path
from typing import Any

import lightning.pytorch as pl
import torch
from lightning.pytorch.callbacks import Callback, EarlyStopping, EMAWeightAveraging, ModelCheckpoint

from lasaft_nb.device import choose_device
from lasaft_nb.errors import UserError
from lasaft_nb.training.presets import Preset

PRECISIONS = ("32-true", "bf16-mixed", "16-mixed", "64-true", "bf16-true", "16-true", "auto")


def make_trainer(
    preset: Preset, out_dir: Path, *, device: torch.device, callbacks: list[Callback], **options: Any
) -> pl.Trainer:
    """The trainer, with Lightning's own ``options`` where they are not None.

    Raises:
        UserError: devices, machines or a strategy that can't be had.
    """
    given = {name: value for name, value in options.items() if value is not None}
    _check_counts(given)
    if device.index is not None:
        given["devices"] = [device.index]
    defaults = {
        "devices": 1,
        "logger": False,
        "enable_progress_bar": sys.stderr.isatty(),
        "enable_model_summary": False,
    }
    try:
        return pl.Trainer(
            accelerator=device.type,
            max_epochs=-(-preset.steps // preset.validate_every),
            reload_dataloaders_every_n_epochs=1,
            use_distributed_sampler=False,
            gradient_clip_val=preset.gradient_clip,
            num_sanity_val_steps=0,
            default_root_dir=out_dir,
            callbacks=[*callbacks, *_callbacks(preset, out_dir)],
            **{**defaults, **given},
        )
    except (RuntimeError, ValueError) as error:  # Lightning's MisconfigurationException and unknown strategies
        reason = " ".join(str(error).split()).rstrip(".")
        raise UserError(
            f"the training can't be set up on {device} ({reason}); give other --devices, --strategy or --precision"
        ) from error


def check_precision(precision: str) -> str:
    """The precision, if it is one; raises `UserError`."""
    if precision not in PRECISIONS:
        raise UserError(f"precision must be one of {', '.join(PRECISIONS)}, got {precision!r}")
    return precision


def device_of(name: "str | torch.device", options: dict[str, Any]) -> torch.device:
    """The device to train on, as `choose_device`; where ``options`` ask for several, without a number of its own."""
    device = choose_device(name)
    several = options.get("devices") not in (None, 1) or options.get("num_nodes") not in (None, 1)
    return torch.device(device.type) if several else device


def _check_counts(options: dict[str, Any]) -> None:
    for name, least in (("devices", "-1 for all there are"), ("num_nodes", None)):
        value = options.get(name, 1)
        if isinstance(value, int) and value < 1 and not (least and value == -1):
            wanted = f"1 or more, or {least}" if least else "1 or more"
            raise UserError(f"{name} must be {wanted}, got {value}")


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
