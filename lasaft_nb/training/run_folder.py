"""The folder of one training: what it is about, what is in it, how it ends, and where it goes on after a loss."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import MISSING, fields
from pathlib import Path
from typing import Any

import torch
from torch import distributed

from lasaft_nb.data import identify, tracks
from lasaft_nb.data.track import level_of
from lasaft_nb.errors import UserError, extra
from lasaft_nb.models.source_model import ModelConfig, SourceModel
from lasaft_nb.paths import atomic_write
from lasaft_nb.training import checkpoint, history
from lasaft_nb.training.presets import Preset

with extra("train"):
    import lightning.pytorch as pl

PLAN, WEIGHTS = "plan.json", "best.safetensors"
PRECISION = "precision.json"  # what "auto" chose at the first start, so that a resumed training goes on with it


def finish(
    model: SourceModel, config: ModelConfig, *, out_dir: Path, story: history.History, card: dict[str, Any]
) -> None:
    """Draw the history, and write the best weights with their card."""
    best = torch.load(out_dir / "best.ckpt", map_location="cpu", weights_only=True)
    model.load_state_dict({name.removeprefix("model."): value for name, value in best["state_dict"].items()})
    history.draw(story.rows, out_dir / "history.png")
    step = int(best["global_step"])
    validation = next(row for row in story.rows if row["step"] == step)
    checkpoint.save(out_dir / WEIGHTS, model, config, **card, best_step=step, validation=validation)


def about(
    story: history.History, *, origin: dict[str, Any], preset: Preset, data_root: Path | str, seed: int
) -> dict[str, Any]:
    """How the weights came about, as the card says it; ``origin`` is the provenance at the start."""
    seconds, cpu_seconds = story.spent
    return {
        "preset": preset.name,
        "seed": seed,
        "steps": int(story.rows[-1]["step"]),
        "batch_size": preset.batch_size,
        **({"songs": preset.songs} if preset.songs else {}),
        "dataset": {**identify(data_root), "split": "train"},
        "level": round(level_of(tracks(data_root, "train")), 1),
        "seconds": round(seconds, 1),
        "cpu_seconds": round(cpu_seconds, 1),
        "threads": torch.get_num_threads(),
        **origin,
    }


def check_plan(out_dir: Path, plan: dict[str, Any]) -> None:
    """Refuse a folder in which something else is trained, or was."""
    path = out_dir / PLAN
    if path.is_file():
        found, wanted = _found_plan(path), _plain(plan)
        if other := [name for name in wanted if _whole(name, found.get(name)) != _whole(name, wanted[name])]:
            raise UserError(f"{out_dir} holds a training with another {other[0]}; use --no-resume or another --out")


class Claim(pl.Callback):
    """Writes down what is trained in a folder once all is ready to train: a start that fails leaves it as it was."""

    def __init__(
        self, out_dir: Path, plan: dict[str, Any], *, anew: bool, chosen: dict[str, Any] | None = None
    ) -> None:
        self.out_dir = out_dir
        self.chosen = chosen  # what the precision "auto" found
        self.plan = plan
        self.anew = anew

    def on_train_start(self, trainer: pl.Trainer, pl_module: pl.LightningModule) -> None:
        """Before the first step."""
        if not trainer.is_global_zero:
            return
        if self.anew:
            clear(self.out_dir)
        with atomic_write(self.out_dir / PLAN) as temporary:
            temporary.write_text(json.dumps(_plain(self.plan), indent=1) + "\n", encoding="utf-8")
        if self.chosen:
            keep_precision(self.out_dir, self.chosen)


def _plain(plan: dict[str, Any]) -> dict[str, Any]:
    """As it is read back from json."""
    return dict(json.loads(json.dumps(plan)))


def _whole(name: str, value: Any) -> Any:
    """A preset with the defaults of the fields that it lacks: a later version may have more of them."""
    if name != "preset" or not isinstance(value, dict):
        return value
    defaults = {one.name: one.default for one in fields(Preset) if one.default is not MISSING}
    return {"by_kind": {}, **defaults, **value}


def _found_plan(path: Path) -> dict[str, Any]:
    try:
        return dict(json.loads(path.read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError) as error:
        raise UserError(f"{path} is damaged ({error}); use --no-resume or another --out") from error


def precision_of(out_dir: Path) -> dict[str, Any] | None:
    """What an earlier start of this training tried and chose, or None."""
    path = out_dir / PRECISION
    return _found_plan(path) if path.is_file() else None


def keep_precision(out_dir: Path, found: dict[str, Any]) -> None:
    """Write down what was tried and chosen."""
    with atomic_write(out_dir / PRECISION) as temporary:
        temporary.write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")


def is_finished(out_dir: Path) -> bool:
    """Whether the weights are there with their card, which is written last."""
    return all((out_dir / WEIGHTS).with_suffix(suffix).is_file() for suffix in (".safetensors", ".json"))


def check_whole(ckpt: Path) -> None:
    """Raise `UserError` where a checkpoint of Lightning is cut short, or holds more than tensors and plain values."""
    try:
        torch.load(ckpt, map_location="cpu", weights_only=True)
    except Exception as error:  # of any kind, as the damage
        raise UserError(f"{ckpt} is damaged, or not by this training; --no-resume starts anew") from error


def clear(out_dir: Path) -> None:
    """Remove what an earlier training left."""
    for name in ("last.ckpt", "best.ckpt", "history.csv", "history.png", WEIGHTS, "best.json", PLAN, PRECISION):
        (out_dir / name).unlink(missing_ok=True)


@contextmanager
def lost_processes(checkpoint: Path) -> Iterator[None]:
    """Turn the error of a broken connection between processes into a sentence.

    ``checkpoint`` is where the training goes on, once there is one. Whatever else the work inside raises passes.

    Raises:
        UserError: another process of the training is gone.
    """
    try:
        yield
    except RuntimeError as error:
        if not _is_lost_connection(error):
            raise
        cure = f"the same command goes on from {checkpoint}" if checkpoint.is_file() else "give the command again"
        raise UserError(
            f"a process of this training ended before the others (killed, or see its own message); {cure}"
        ) from error


def _is_lost_connection(error: RuntimeError) -> bool:
    """PyTorch has a class for NCCL's errors and for lost addresses, and none for Gloo's."""
    return distributed.is_available() and (isinstance(error, distributed.DistError) or "gloo" in str(error).lower())
