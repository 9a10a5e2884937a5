"""One block per source and a switch between them (thesis 4.4.1, the naive way)."""

from collections.abc import Sequence

import torch
from torch import Tensor, nn


class Mux(nn.Module):
    """Every example goes through the block of its own source; blocks share nothing.

    Shapes: x (b, c, t, f), index (b,) of whole numbers, or one number for all; y has the shape that the blocks give.
    """

    def __init__(self, blocks: Sequence[nn.Module]) -> None:
        super().__init__()
        self.blocks = nn.ModuleList(blocks)

    def forward(self, x: Tensor, index: Tensor | int) -> Tensor:
        """X (b, c, t, f), index (b,) to the chosen block's output for each example."""
        if isinstance(index, int):
            return self.blocks[index](x)
        outputs, places = [], []
        for number, block in enumerate(self.blocks):
            chosen = (index == number).nonzero().flatten()
            if len(chosen):
                outputs.append(block(x[chosen]))
                places.append(chosen)
        return torch.cat(outputs)[torch.cat(places).argsort()]
