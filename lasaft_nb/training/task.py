"""One training step and one validation step, the same for every model (thesis 3.6.1)."""

import hashlib
import math
from abc import ABC, abstractmethod
from typing import Any

import torch
from einops import rearrange
from torch import Tensor

from lasaft_nb.errors import extra
from lasaft_nb.metrics.validation import median_sdr, waveform_l1, waveform_mse
from lasaft_nb.models import conditions
from lasaft_nb.models.source_model import SOURCES, SourceModel
from lasaft_nb.training.presets import Preset

with extra("train"):
    import lightning.pytorch as pl

Example = tuple[Tensor, Tensor, Tensor | None]  # mixture (b, c, n), truth (b, s, c, n), condition


class Task(pl.LightningModule, ABC):
    """Trains a `SourceModel`; what a batch holds and asks for is left to the kind of task.

    Every random draw inside a step (dropout, the source a conditioned model is asked for) is a function of
    (seed, step, rank), so a training that was killed goes on exactly as if it had not been.
    """

    def __init__(self, model: SourceModel, *, preset: Preset, seed: int) -> None:
        super().__init__()
        self.model = model
        self.preset = preset
        self.seed = seed

    @abstractmethod
    def example(self, batch: Any) -> Example:
        """What the model reads and what it has to give."""

    @abstractmethod
    def answer(self, batch: Any) -> tuple[Tensor, Tensor]:
        """Estimates and truths of a validation batch, both (b, s, c, n)."""

    def on_train_batch_start(self, batch: Any, batch_idx: int) -> None:
        """Seed the step."""
        torch.manual_seed(step_seed(self.seed, self.global_step, self.global_rank))

    def training_step(self, batch: Any, batch_idx: int) -> Tensor:
        """The model's own loss."""
        mixture, truth, condition = self.example(batch)
        loss = self.model.loss(mixture, truth, condition)
        self.log("train_loss", loss.detach(), on_step=False, on_epoch=True, batch_size=len(mixture), sync_dist=True)
        return loss

    def validation_step(self, batch: Any, batch_idx: int) -> None:
        """Errors on waveforms of one track, mean over its targets: L1, MSE, and the median SDR of its seconds."""
        estimate, truth = self.answer(batch)
        scores = [
            median_sdr(guess, true, self.model.sample_rate)
            for guess, true in zip(estimate.flatten(0, 1).float(), truth.flatten(0, 1), strict=True)
        ]
        self.log("val_l1", waveform_l1(estimate, truth), batch_size=1, sync_dist=True)
        self.log("val_mse", waveform_mse(estimate, truth), batch_size=1, sync_dist=True)
        heard = [score for score in scores if not score.isnan()]
        if heard:
            self.log("val_sdr", torch.stack(heard).mean().to(self.device), batch_size=1, sync_dist=True)

    def configure_optimizers(self) -> Any:
        """Adam or RMSprop, and a learning rate that is a function of the step."""
        kind = torch.optim.Adam if self.preset.optimizer == "adam" else torch.optim.RMSprop
        optimizer = kind(self.model.parameters(), lr=self.preset.learning_rate)
        scheduler = torch.optim.lr_scheduler.LambdaLR(optimizer, lambda step: learning_rate_factor(step, self.preset))
        return {"optimizer": optimizer, "lr_scheduler": {"scheduler": scheduler, "interval": "step"}}


class SeparationTask(Task):
    """Batches are a mixture (b, c, n) and stems (b, 4, c, n) in the order of `SOURCES`.

    A conditioned model is asked for one source of each example: for all of them in random order before one comes again,
    so that the batch statistics of a condition generator are those of all questions in every step.
    """

    def example(self, batch: tuple[Tensor, Tensor]) -> Example:
        """The stems that the model is asked for."""
        mixture, stems = batch
        condition = None
        if self.model.conditioned:
            condition = conditions.shuffled(len(mixture)).to(mixture.device)
        return mixture, wanted(stems, self.model, condition), condition

    def answer(self, batch: tuple[Tensor, Tensor]) -> tuple[Tensor, Tensor]:
        """All of the model's targets."""
        mixture, stems = batch
        truth = stems[:, [SOURCES.index(target) for target in self.model.targets]]
        return self.model.sources(mixture, self.model.targets), truth


class ManipulationTask(Task):
    """Batches are triples (thesis 5.3): before and after (b, c, n), and the tokens (b, w) of the sentence between."""

    def example(self, batch: tuple[Tensor, Tensor, Tensor]) -> Example:
        """What comes after the sentence."""
        before, after, tokens = batch
        return before, rearrange(after, "b c n -> b 1 c n"), tokens

    def answer(self, batch: tuple[Tensor, Tensor, Tensor]) -> tuple[Tensor, Tensor]:
        """What the model makes of the sentence, beside the truth."""
        before, truth, tokens = self.example(batch)
        return self.model(before, tokens), truth


def wanted(stems: Tensor, model: SourceModel, condition: Tensor | None) -> Tensor:
    """The sources that ``model`` has to give: stems (b, 4, c, n) to (b, s, c, n)."""
    if condition is not None:
        return rearrange(stems[torch.arange(len(stems)), condition], "b c n -> b 1 c n")
    return stems[:, [SOURCES.index(target) for target in model.targets]]


def learning_rate_factor(step: int, preset: Preset) -> float:
    """What the learning rate is multiplied with at ``step``: 1, or a climb and half a cosine down to a thousandth."""
    if preset.schedule == "constant":
        return 1.0
    climb = max(1, round(preset.warmup * preset.steps))
    if step < climb:
        return (step + 1) / climb
    part = min(1.0, (step - climb) / max(1, preset.steps - climb))
    return max(1e-3, (1 + math.cos(math.pi * part)) / 2)


def step_seed(seed: int, step: int, rank: int) -> int:
    """A 63-bit seed for one step of one process."""
    digest = hashlib.sha256(f"{seed}/{step}/{rank}".encode()).digest()
    return int.from_bytes(digest[:8], "big") >> 1
