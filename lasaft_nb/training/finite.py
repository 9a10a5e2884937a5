"""A training whose loss or weights are no numbers any more stops; what was saved before stays."""

import math
from pathlib import Path
from typing import Any

import lightning.pytorch as pl

from lasaft_nb.errors import UserError

CURES = "check the stems for NaN, or train with a lower learning rate or --precision 32-true"


class StopAtNaN(pl.Callback):
    """Looks at losses and weights at each validation, before anything is saved.

    Raises:
        UserError: one of them is NaN or infinite.
    """

    def __init__(self, folder: Path) -> None:
        self.last = folder / "last.ckpt"

    def on_train_epoch_end(self, trainer: pl.Trainer, pl_module: pl.LightningModule) -> None:
        """Raise rather than let a checkpoint be written."""
        losses: dict[str, Any] = {name: trainer.callback_metrics.get(name) for name in ("train_loss", "val_l1")}
        broken = [name for name, loss in losses.items() if loss is not None and not math.isfinite(loss)]
        if not all(bool(value.isfinite().all()) for value in pl_module.state_dict().values()):
            broken.append("a weight")
        if broken:
            kept = f"{self.last} keeps the weights before it" if self.last.is_file() else "nothing was saved"
            raise UserError(f"{broken[0]} became NaN or infinite by step {trainer.global_step}; {kept}; {CURES}")
