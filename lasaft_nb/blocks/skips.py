"""How a skip connection meets what comes up from the level below (thesis 3.4; Kim et al. 2021)."""

from abc import ABC, abstractmethod

import torch
from torch import Tensor


class Skip(ABC):
    """Joins two feature maps of one level, both (b, c, t, f)."""

    @abstractmethod
    def channels(self, channels: int) -> int:
        """Channels of the result for maps with ``channels`` each."""

    @abstractmethod
    def __call__(self, x: Tensor, skip: Tensor) -> Tensor:
        """What came up from below, and the encoder's output at this level, to (b, channels(c), t, f)."""


class Concatenate(Skip):
    """[x, skip]: the next block chooses (the thesis's networks)."""

    def channels(self, channels: int) -> int:
        """Both side by side."""
        return 2 * channels

    def __call__(self, x: Tensor, skip: Tensor) -> Tensor:
        """(b, 2c, t, f)."""
        return torch.cat((x, skip), dim=1)


class Multiply(Skip):
    """x * skip: what comes from below is a gate on what the encoder saw (TFC-TDF v2)."""

    def channels(self, channels: int) -> int:
        """No more than each has."""
        return channels

    def __call__(self, x: Tensor, skip: Tensor) -> Tensor:
        """(b, c, t, f)."""
        return x * skip
