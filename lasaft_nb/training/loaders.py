"""Batches for training and tracks for validation, both a function of (seed, step) and of nothing else."""

from collections.abc import Sequence
from pathlib import Path

import lightning.pytorch as pl
import numpy as np
import torch
from einops import rearrange
from torch import Tensor
from torch.utils.data import DataLoader, Dataset

from lasaft_nb.data import Excerpts, Track, tracks
from lasaft_nb.data.resampled_track import at_rate
from lasaft_nb.models.source_model import SOURCES
from lasaft_nb.training.presets import Preset


class Excerpted(pl.LightningDataModule):
    """Excerpts of the training tracks, and the middles of the validation tracks.

    An "epoch" is the steps between two validations. Step k of process r reads the excerpts number
    (k * processes + r) * batch_size and following, so a resumed training sees what the unbroken one would have seen.
    """

    def __init__(self, data_root: Path | str, *, preset: Preset, n_samples: int, seed: int) -> None:
        super().__init__()
        self.data_root = Path(data_root)
        self.preset = preset
        self.n_samples = n_samples
        self.seed = seed

    def setup(self, stage: str | None = None) -> None:
        """Find the tracks."""
        world = self.trainer.world_size if self.trainer is not None else 1
        self.excerpts = Excerpts(
            tracks(self.data_root, "train"),
            n_samples=self.n_samples,
            sample_rate=self.preset.sample_rate,
            seed=self.seed,
            length=self.preset.steps * self.preset.batch_size * world,
        )
        self.middles = Middles(
            tracks(self.data_root, "valid"), sample_rate=self.preset.sample_rate, seconds=self.preset.valid_seconds
        )

    def train_dataloader(self) -> DataLoader[tuple[Tensor, Tensor]]:
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
        return DataLoader(self.excerpts, batch_sampler=batches, num_workers=self.preset.workers, pin_memory=_cuda())

    def val_dataloader(self) -> DataLoader[tuple[Tensor, Tensor]]:
        """One track at a time; every process validates on all of them, so all save the same checkpoint."""
        return DataLoader(self.middles, batch_size=1)


class Middles(Dataset[tuple[Tensor, Tensor]]):
    """The middle of each track: mixture (2, n) and stems (4, 2, n) at ``sample_rate`` Hz, ``seconds`` long at most."""

    def __init__(self, songs: Sequence[Track], *, sample_rate: int, seconds: float) -> None:
        self.songs = [at_rate(song, sample_rate) for song in songs]
        self.n_samples = round(seconds * sample_rate)

    def __len__(self) -> int:
        return len(self.songs)

    def __getitem__(self, index: int) -> tuple[Tensor, Tensor]:
        song = self.songs[index]
        start = max(0, (song.n_samples - self.n_samples) // 2)
        stems = song.stems(start, min(song.n_samples, start + self.n_samples))
        stacked = np.stack([stems[source] for source in SOURCES])
        tensor = torch.from_numpy(rearrange(stacked, "s n c -> s c n").copy())
        return tensor.sum(0), tensor


def batch_indices(step: int, *, size: int, rank: int = 0, world: int = 1) -> list[int]:
    """Numbers of the excerpts that process ``rank`` of ``world`` reads at ``step``."""
    first = (step * world + rank) * size
    return list(range(first, first + size))


def _cuda() -> bool:
    return torch.cuda.is_available()
