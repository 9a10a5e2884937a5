"""Batches for training and tracks for validation, both a function of (seed, step) and of nothing else.

An example is an excerpt with its stems, or a triple of mixture, manipulated mixture and sentence (thesis 5.3, 5.5.1).
"""

from abc import ABC, abstractmethod
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import torch
from einops import rearrange
from torch import Tensor
from torch.utils.data import DataLoader, Dataset, default_collate

from lasaft_nb.aml.command import LEVELS, TARGETS, TASKS, Command
from lasaft_nb.aml.words import encode
from lasaft_nb.data import Excerpts, Track, tracks
from lasaft_nb.data.array_track import at_rate
from lasaft_nb.data.triples import Triple, Triples, manipulated
from lasaft_nb.errors import extra
from lasaft_nb.models.source_model import SOURCES
from lasaft_nb.training.presets import Preset

with extra("train"):
    import lightning.pytorch as pl


class Loaders(pl.LightningDataModule, ABC):
    """Numbered training examples, and validation examples one at a time; what an example is, is left open.

    An "epoch" is the steps between two validations. Step k of process r reads the excerpts number
    (k * processes + r) * batch_size and following, so a resumed training sees what the unbroken one would have seen.
    """

    def __init__(self, data_root: Path | str, *, preset: Preset, n_samples: int, seed: int) -> None:
        super().__init__()
        self.data_root = Path(data_root)
        self.preset = preset
        self.n_samples = n_samples
        self.seed = seed

    @property
    def lead_in(self) -> int:
        """Samples that an excerpt has before those of an example."""
        return 0

    @abstractmethod
    def examples(self, excerpts: Excerpts, middles: "Middles") -> tuple[Dataset[Any], Dataset[Any]]:
        """Training and validation examples, made of excerpts of the one and middles of the other tracks."""

    def collate(self, examples: list[Any]) -> Any:
        """One batch."""
        return default_collate(examples)

    def setup(self, stage: str | None = None) -> None:
        """Find the tracks."""
        world = self.trainer.world_size if self.trainer is not None else 1
        excerpts = Excerpts(
            tracks(self.data_root, "train")[: self.preset.songs],
            n_samples=self.lead_in + self.n_samples,
            sample_rate=self.preset.sample_rate,
            seed=self.seed,
            length=self.preset.steps * self.preset.batch_size * world,
        )
        middles = Middles(
            tracks(self.data_root, "valid"), sample_rate=self.preset.sample_rate, seconds=self.preset.valid_seconds
        )
        self.training, self.validation = self.examples(excerpts, middles)

    def train_dataloader(self) -> DataLoader[Any]:
        """The batches of the current epoch."""
        assert self.trainer is not None
        first = self.trainer.current_epoch * self.preset.validate_every
        steps = range(first, min(first + self.preset.validate_every, self.preset.steps))
        batches = [
            batch_indices(
                step, size=self.preset.batch_size, rank=self.trainer.global_rank, world=self.trainer.world_size
            )
            for step in steps
        ]
        return DataLoader(
            self.training,
            batch_sampler=batches,
            num_workers=self.preset.workers,
            pin_memory=_cuda(),
            collate_fn=self.collate,
        )

    def first_batch(self) -> Any:
        """The batch of step 0, for a look at it before the training."""
        self.setup()
        return self.collate([self.training[index] for index in range(self.preset.batch_size)])

    def val_dataloader(self) -> DataLoader[Any]:
        """One example at a time; every process validates on all of them, so all save the same checkpoint."""
        return DataLoader(self.validation, batch_size=1, collate_fn=self.collate)


class Excerpted(Loaders):
    """Excerpts of the training tracks, and the middles of the validation tracks: mixtures and stems."""

    def examples(self, excerpts: Excerpts, middles: "Middles") -> tuple[Dataset[Any], Dataset[Any]]:
        """As they are."""
        return excerpts, middles


class Middles(Dataset[tuple[Tensor, Tensor]]):
    """The middle of each track: mixture (2, n) and stems (4, 2, n) at ``sample_rate`` Hz, ``seconds`` long at most."""

    def __init__(self, songs: Sequence[Track], *, sample_rate: int, seconds: float) -> None:
        self.songs = [at_rate(song, sample_rate) for song in songs]
        self.sample_rate, self.seconds = sample_rate, seconds

    def __len__(self) -> int:
        return len(self.songs)

    def __getitem__(self, index: int) -> tuple[Tensor, Tensor]:
        song = self.songs[index]
        stems = song.stems(*song.middle(self.seconds))
        stacked = np.stack([stems[source] for source in SOURCES])
        tensor = torch.from_numpy(rearrange(stacked, "s n c -> s c n").copy())
        return tensor.sum(0), tensor


def batch_indices(step: int, *, size: int, rank: int = 0, world: int = 1) -> list[int]:
    """Numbers of the excerpts that process ``rank`` of ``world`` reads at ``step``."""
    first = (step * world + rank) * size
    return list(range(first, first + size))


def _cuda() -> bool:
    return torch.cuda.is_available()


LEAD_IN = 1.0  # seconds


class Manipulated(Loaders):
    """Random triples of the training tracks' excerpts; fixed ones of the validation tracks' middles.

    ``tasks`` are those of `lasaft_nb.aml.command.TASKS` to learn; ("separate", "mute") makes AMSS-Net_separate.
    """

    def __init__(self, *args: Any, tasks: Sequence[str] = TASKS, **options: Any) -> None:
        super().__init__(*args, **options)
        self.tasks = tuple(tasks)

    @property
    def lead_in(self) -> int:
        """Samples in which filters and halls ring in, as they have in the middle of a song."""
        return round(LEAD_IN * self.preset.sample_rate)

    def examples(self, excerpts: Excerpts, middles: Middles) -> tuple[Dataset[Any], Dataset[Any]]:
        """Triples of both."""
        return self._random(excerpts), FixedTriples(middles, tasks=self.tasks)

    def _random(self, excerpts: Excerpts) -> Triples:
        return Triples(excerpts, tasks=self.tasks, seed=self.seed, lead_in=self.lead_in)

    def collate(self, examples: list[Triple]) -> tuple[Tensor, Tensor, Tensor]:
        """Before and after (b, c, n), tokens (b, w)."""
        before, after, sentences = zip(*examples, strict=True)
        return torch.stack(before), torch.stack(after), encode(sentences)


class FixedTriples(Dataset[Triple]):
    """Every task on every source that AML can name, tracks in turn: always the same triples.

    The level is the strongest a task has.
    """

    def __init__(self, middles: Middles, *, tasks: Sequence[str] = TASKS) -> None:
        self.middles = middles
        self.commands = [
            Command(task=task, targets=frozenset({source}), level=LEVELS[task][-1])
            for task in tasks
            for source in TARGETS
        ]

    def __len__(self) -> int:
        return len(self.commands)

    def __getitem__(self, index: int) -> Triple:
        if not 0 <= index < len(self):
            raise IndexError(f"index must be in 0..{len(self) - 1}, got {index}")
        _, stems = self.middles[index % len(self.middles)]
        return manipulated(self.commands[index], stems, self.middles.sample_rate)
