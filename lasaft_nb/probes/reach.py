"""How far along frequency an output bin of a network looks, asked of gradients (the argument of thesis 3.2 and 3.5)."""

from collections.abc import Sequence
from dataclasses import dataclass

import torch
from torch import Tensor, nn


@dataclass(frozen=True)
class Reach:
    """Influence by distance: ``influence[d]`` is the share of the gradient from bins ``d`` bins away, in sum 1 (or 0).

    ``bin_hz`` is the width of a bin.
    """

    influence: Tensor
    bin_hz: float

    @property
    def hz(self) -> Tensor:
        """Distances in hertz (f,)."""
        return torch.arange(len(self.influence)) * self.bin_hz

    @property
    def farthest(self) -> float:
        """Distance in hertz of the farthest bin with any influence."""
        return float(self.hz[self.influence > 0].max()) if (self.influence > 0).any() else 0.0

    def beyond(self, hz: float) -> float:
        """Share of the influence that comes from more than ``hz`` hertz away."""
        return float(self.influence[self.hz > hz].sum())

    def within(self, share: float) -> float:
        """The smallest distance in hertz that holds ``share`` (0 to 1) of the influence."""
        place = int(torch.searchsorted(self.influence.cumsum(0), share * self.influence.sum()))
        return float(self.hz[min(place, len(self.hz) - 1)])


def reach(
    network: nn.Module, x: Tensor, *, bins: Sequence[int], frames: Sequence[int] | None = None, bin_hz: float = 1.0
) -> Reach:
    """Mean size of the gradient of some output bins by every input bin, ordered by distance.

    Args:
        network: (b, c, t, f) to (b, c', t, f); put it into evaluation mode first.
        x: where the gradient is taken (b, c, t, f).
        bins: output bins whose gradients are averaged.
        frames: output frames; the middle one when not given.
        bin_hz: width of a bin in hertz.
    """
    x = x.detach().requires_grad_()
    output = network(x)
    total = torch.zeros(x.shape[-1], dtype=torch.float64)
    for frame in frames or (x.shape[2] // 2,):
        for place in bins:
            (gradient,) = torch.autograd.grad(output[:, :, frame, place].sum(), x, retain_graph=True)
            by_bin = gradient.abs().sum((0, 1, 2)).double()
            distance = (torch.arange(len(by_bin)) - place).abs()
            total.index_add_(0, distance, by_bin / by_bin.sum().clamp_min(1e-300))
    return Reach(total / total.sum().clamp_min(1e-300), bin_hz)
