"""Composition of conditioned blocks: every step maps (x, condition) to a tensor."""

from collections.abc import Mapping

from torch import Tensor, nn

from lasaft_nb.conditioning.generator import Condition, Form
from lasaft_nb.conditioning.questions import as_many


class Unconditioned(nn.Module):
    """Adapter: lets a block that reads x alone stand where (x, condition) is passed."""

    def __init__(self, block: nn.Module) -> None:
        super().__init__()
        self.block = block

    def forward(self, x: Tensor, condition: Condition | None) -> Tensor:
        """The block's answer to x."""
        return self.block(x)


class Reads(nn.Module):
    """Adapter: gives a block the one form of the condition that it reads, and x as often as there are conditions."""

    def __init__(self, form: Form, block: nn.Module) -> None:
        super().__init__()
        self.form = form
        self.block = block

    def forward(self, x: Tensor, condition: Condition) -> Tensor:
        """The block's answer to x (b, ...) and that form of the condition (s b, ...): (s b, ...)."""
        read = getattr(condition, self.form)
        return self.block(as_many(x, read), read)


class Residual(nn.Module):
    """y = x + step(x, condition)."""

    def __init__(self, step: nn.Module) -> None:
        super().__init__()
        self.step = step

    def forward(self, x: Tensor, condition: Condition | None) -> Tensor:
        """X plus what the step makes of it."""
        change = self.step(x, condition)
        return as_many(x, change) + change


class Chain(nn.Module):
    """Named steps, one after the other."""

    def __init__(self, steps: Mapping[str, nn.Module]) -> None:
        super().__init__()
        self.steps = nn.ModuleDict(steps)

    def forward(self, x: Tensor, condition: Condition | None) -> Tensor:
        """The last step's output."""
        for step in self.steps.values():
            x = step(x, condition)
        return x
