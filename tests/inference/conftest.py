"""Tiny stand-ins for networks, and files to feed them."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
import soundfile
import torch
from torch import Tensor

from lasaft_nb import Separator
from lasaft_nb.models.conditions import as_many
from lasaft_nb.models.source_model import SOURCES, SourceModel


class Gain(SourceModel):
    """Gives its input back once per target, times that target's gain."""

    def __init__(self, gains: dict[str, float], *, sample_rate: int = 44100, conditioned: bool = False) -> None:
        super().__init__(targets=tuple(gains), sample_rate=sample_rate, conditioned=conditioned)
        self.register_buffer("gains", torch.tensor(list(gains.values())))
        self.shapes: list[tuple[int, ...]] = []

    def forward(self, mixture: Tensor, condition: Tensor | None = None) -> Tensor:
        self.shapes.append(tuple(mixture.shape))
        if not self.conditioned:
            return self.gains[None, :, None, None] * mixture[:, None]
        return self.gains[condition][:, None, None, None] * as_many(mixture, condition)[:, None]

    def loss(self, mixture: Tensor, targets: Tensor, condition: Tensor | None = None) -> Tensor:
        return ((self(mixture, condition) - targets) ** 2).mean()


@pytest.fixture
def identity() -> Separator:
    return Separator(Gain({"vocals": 1.0}), device="cpu", window_seconds=0.5, name="identity")


@pytest.fixture
def four_stems() -> Separator:
    gains = dict(zip(SOURCES, (0.1, 0.2, 0.3, 0.4), strict=True))
    return Separator(Gain(gains), device="cpu", window_seconds=0.5, name="gains")


@pytest.fixture
def conditioned() -> Separator:
    gains = dict(zip(SOURCES, (0.1, 0.2, 0.3, 0.4), strict=True))
    return Separator(Gain(gains, conditioned=True), device="cpu", window_seconds=0.5, name="conditioned gains")


@pytest.fixture
def song(tmp_path: Path, noise: Callable[..., np.ndarray]) -> Path:
    """1.3 seconds of stereo noise as a 16-bit wav."""
    soundfile.write(tmp_path / "song.wav", noise(57_331), 44100)
    return tmp_path / "song.wav"
