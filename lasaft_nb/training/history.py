"""What each validation of a training leaves: a table, its picture, the time; a loss that is no number stops it."""

import csv
import math
import time
from pathlib import Path
from typing import Any

from lasaft_nb.errors import UserError, extra
from lasaft_nb.paths import atomic_write

with extra("train"):
    import lightning.pytorch as pl

COLUMNS = ("step", "train_loss", "val_l1", "val_mse", "val_sdr", "learning_rate", "seconds", "cpu_seconds")
CURES = "check the stems for NaN, or train with a lower learning rate or --precision 32-true"


class History(pl.Callback):
    """Keeps one row per validation in the checkpoint and in ``history.csv``, so a resumed training has one table.

    ``seconds`` is the wall clock of the training process, ``cpu_seconds`` its time on all cores: on a quiet machine the
    ratio is the number of busy cores, on a busy one only the second says what the training cost.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.rows: list[dict[str, float]] = []
        self._before = (0.0, 0.0)
        self._started = (time.perf_counter(), time.process_time())

    @property
    def spent(self) -> tuple[float, float]:
        """(wall, CPU) seconds, those before a resume included."""
        now = (time.perf_counter(), time.process_time())
        return self._before[0] + now[0] - self._started[0], self._before[1] + now[1] - self._started[1]

    def on_train_epoch_end(self, trainer: pl.Trainer, pl_module: pl.LightningModule) -> None:
        """Add a row and write the table."""
        metrics = {name: float(value) for name, value in trainer.callback_metrics.items() if name in COLUMNS}
        seconds, cpu_seconds = self.spent
        rate = trainer.optimizers[0].param_groups[0]["lr"]
        row = {"step": trainer.global_step, **metrics, "learning_rate": rate}
        self.rows.append({**row, "seconds": round(seconds, 2), "cpu_seconds": round(cpu_seconds, 2)})
        if trainer.is_global_zero:
            write_csv(self.folder / "history.csv", self.rows)

    def state_dict(self) -> dict[str, Any]:
        """Rows and seconds so far."""
        return {"rows": self.rows, "spent": list(self.spent)}

    def load_state_dict(self, state_dict: dict[str, Any]) -> None:
        """Go on from a checkpoint."""
        self.rows = list(state_dict["rows"])
        self._before = tuple(state_dict["spent"])
        self._started = (time.perf_counter(), time.process_time())


def write_csv(path: Path, rows: list[dict[str, float]]) -> None:
    """Write the rows; an absent value stays empty."""
    with atomic_write(path) as temporary, temporary.open("w", newline="") as handle:
        writer = csv.DictWriter(handle, COLUMNS)
        writer.writeheader()
        writer.writerows(rows)


def read_csv(path: Path | str) -> list[dict[str, float]]:
    """The rows of a ``history.csv``."""
    with Path(path).open(newline="") as handle:
        return [{name: float(value) for name, value in row.items() if value} for row in csv.DictReader(handle)]


def draw(rows: list[dict[str, float]], path: Path) -> None:
    """Write a PNG with the loss on the left axis and the validation SDR on the right."""
    with extra("train"):
        from matplotlib.figure import Figure

    figure = Figure(figsize=(6, 3.5), layout="constrained")
    left = figure.add_subplot()
    right = left.twinx()
    steps = [row["step"] for row in rows]
    left.plot(steps, [row.get("train_loss", float("nan")) for row in rows], color="tab:blue")
    right.plot(steps, [row.get("val_sdr", float("nan")) for row in rows], color="tab:orange", linestyle="--")
    left.set(xlabel="step", yscale="log")
    left.set_ylabel("training loss (solid)", color="tab:blue")
    right.set_ylabel("validation SDR in dB (dashed)", color="tab:orange")
    with atomic_write(path) as temporary:
        figure.savefig(temporary, dpi=120)


class StopAtNaN(pl.Callback):
    """Stops a training whose loss or weights are no numbers any more; what was saved before stays.

    Looks at losses and weights at each validation, before anything is saved.

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
