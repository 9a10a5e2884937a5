"""One training step and one validation step, the same for every model (thesis 3.6.1), and the faster precision for it.

The losses that gradients come from belong to the models (`SourceModel.loss`: mean squared error of spectrograms, or
of samples). Watched on a validation track are the error of its waveforms and the median SDR of its seconds; the thesis
chooses by the squared error in chapter 3 (3.6.1), by the absolute one in 4 and 5.
"""

import hashlib
import math
from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from copy import deepcopy
from typing import Any

import numpy as np
import torch
from einops import rearrange
from torch import Tensor

from lasaft_nb.device import median_seconds
from lasaft_nb.errors import extra
from lasaft_nb.metrics.framewise import framewise_sdr, median_score
from lasaft_nb.models import conditions
from lasaft_nb.models.source_model import SOURCES, SourceModel
from lasaft_nb.training.captured import CapturedLoss, can_be_captured
from lasaft_nb.training.presets import Preset

with extra("train"):
    import lightning.pytorch as pl

PRECISIONS, TRIAL_STEPS = ("32-true", "bf16-mixed"), 10  # what `fastest` tries, and how long
GRAPH = ", CUDA graph"  # behind a precision: the same as a graph
Example = tuple[Tensor, Tensor, Tensor | None]  # mixture (b, c, n), truth (b, s, c, n), condition


class Task(pl.LightningModule, ABC):
    """Trains a `SourceModel`; what a batch holds and asks for is left to the kind of task.

    Every random draw inside a step (dropout, the source a conditioned model is asked for) is a function of
    (seed, step, rank), so a training that was killed goes on exactly as if it had not been.
    ``graphs``: replay the step as a CUDA graph, see `lasaft_nb.training.captured`.
    """

    def __init__(self, model: SourceModel, *, preset: Preset, seed: int, graphs: bool = False) -> None:
        super().__init__()
        self.model = model
        self.graphs = graphs
        self._loss: Callable[..., Tensor] = model.loss
        self.preset = preset
        self.seed = seed

    @abstractmethod
    def example(self, batch: Any) -> Example:
        """What the model reads and what it has to give."""

    @abstractmethod
    def answer(self, batch: Any) -> tuple[Tensor, Tensor]:
        """Estimates and truths of a validation batch, both (b, s, c, n)."""

    def on_train_start(self) -> None:
        """The model is on its device now."""
        if self.graphs:
            self._loss = CapturedLoss(self.model)

    def on_train_batch_start(self, batch: Any, batch_idx: int) -> None:
        """Seed the step."""
        torch.manual_seed(step_seed(self.seed, self.global_step, self.global_rank))

    def training_step(self, batch: Any, batch_idx: int) -> Tensor:
        """The model's own loss."""
        mixture, truth, condition = self.example(batch)
        loss = self._loss(mixture, truth, condition)
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
        rate = self.preset.learning_rate
        optimizer: torch.optim.Optimizer
        if self.preset.optimizer == "adam":  # under autocast Lightning clips no gradients of a fused step
            fused = self.device.type == "cuda" and self.trainer.precision == "32-true"
            optimizer = torch.optim.Adam(self.model.parameters(), lr=rate, fused=fused)
        else:
            optimizer = torch.optim.RMSprop(self.model.parameters(), lr=rate)
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


def waveform_l1(estimate: Tensor, target: Tensor) -> Tensor:
    """Mean absolute error of waveforms of one shape, a scalar, in units of full scale."""
    _check_shapes(estimate, target)
    return (estimate - target).abs().mean()


def waveform_mse(estimate: Tensor, target: Tensor) -> Tensor:
    """Mean squared error of waveforms of one shape, a scalar, in units of full scale squared."""
    _check_shapes(estimate, target)
    return (estimate - target).square().mean()


def median_sdr(estimate: Tensor, target: Tensor, sample_rate: int, *, silence_dbfs: float = -60.0) -> Tensor:
    """Median over seconds of the SDR in dB, as records hold it: `median_score` of `framewise_sdr`.

    Seconds in which the target's RMS is below ``silence_dbfs`` are left out; NaN where none is left, and for an
    estimate that is digital silence or not finite.

    Shapes: estimate and target (c, n) at ``sample_rate`` Hz; the result is a scalar.
    """
    _check_shapes(estimate, target)
    if target.shape[-1] < sample_rate:
        raise ValueError(f"target must last at least one second ({sample_rate} samples), got {target.shape[-1]}")
    true, guess = (rearrange(waveform.cpu(), "c n -> n c").numpy() for waveform in (target, estimate))
    if not (true.any() and guess.any() and np.isfinite(guess).all()):
        return torch.tensor(torch.nan)
    sdr = framewise_sdr(true, guess, sample_rate, silence_dbfs=silence_dbfs)
    return torch.tensor(median_score(sdr), dtype=torch.float32)


def _check_shapes(estimate: Tensor, target: Tensor) -> None:
    if estimate.shape != target.shape:
        raise ValueError(f"estimate must have the target's shape {tuple(target.shape)}, got {tuple(estimate.shape)}")


def fastest(
    task: Task, batch: Any, *, device: torch.device, steps: int = TRIAL_STEPS, ways: Sequence[str] = ()
) -> dict[str, Any]:
    """Seconds a step in each of `PRECISIONS`, for copies of the task's very model, and the name of the faster.

    Half precision loses nothing that matters. On a processor with AVX-512 BF16 (AMD Zen 4) it takes 0.6 of the time, on
    one without it nine times as much, so both are tried; on a GPU also float32 as a CUDA graph. The model and all
    random state are left as they were. Gives {"precision": name, "graphs": whether, "tried": {way: seconds}}.
    Where ``ways`` are given, only those are tried.
    """
    cuda = [device] if device.type == "cuda" else []
    if not ways:
        ways = [*PRECISIONS, PRECISIONS[0] + GRAPH] if can_be_captured(task.model, device) else PRECISIONS
    with torch.random.fork_rng(devices=cuda):
        seconds = {way: _seconds_a_step(task, batch, way, device, steps) for way in ways}
    best = min(seconds, key=seconds.__getitem__)
    return {"precision": best.removesuffix(GRAPH), "graphs": best.endswith(GRAPH), "tried": seconds}


def _seconds_a_step(task: Task, batch: Any, way: str, device: torch.device, steps: int) -> float:
    model = deepcopy(task.model).to(device).train()
    loss_of = CapturedLoss(model) if way.endswith(GRAPH) else model.loss
    optimizer = torch.optim.Adam(model.parameters(), lr=0.0, fused=device.type == "cuda")
    mixture, truth, condition = task.example([part.to(device) for part in batch])
    half = way.startswith("bf16-mixed")

    def step() -> None:
        optimizer.zero_grad()
        with torch.autocast(device.type, dtype=torch.bfloat16, enabled=half):
            loss = loss_of(mixture, truth, condition)
        loss.backward()  # type: ignore[no-untyped-call]  # torch's stub leaves it out
        optimizer.step()
        loss.item()  # waits for the device

    return round(median_seconds(step, repeats=steps), 5)
