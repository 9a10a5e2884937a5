"""Composition of conditioned blocks: every step maps (x, condition) to a tensor.

Shapes: x and results (b, channel, t, f), the channels as the step has them.
"""

from collections.abc import Mapping

from torch import Tensor, nn

from lasaft_nb.conditioning.generator import Condition, Form


class Unconditioned(nn.Module):
    """Adapter: lets a block that reads x alone stand where (x, condition) is passed."""

    def __init__(self, block: nn.Module) -> None:
        super().__init__()
        self.block = block

    def forward(self, x: Tensor, condition: Condition | None) -> Tensor:
        """The block's answer to x."""
        return self.block(x)


class Reads(nn.Module):
    """Adapter: gives a block the one form of the condition that it reads."""

    def __init__(self, form: Form, block: nn.Module) -> None:
        super().__init__()
        self.form = form
        self.block = block

    def forward(self, x: Tensor, condition: Condition) -> Tensor:
        """The block's answer to x and that form of the condition."""
        return self.block(x, getattr(condition, self.form))


class Residual(nn.Module):
    """y = x + step(x, condition)."""

    def __init__(self, step: nn.Module) -> None:
        super().__init__()
        self.step = step

    def forward(self, x: Tensor, condition: Condition | None) -> Tensor:
        """X plus what the step makes of it."""
        return x + self.step(x, condition)


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


def reads_condition(step: nn.Module) -> bool:
    """Whether what a step gives depends on the condition; of a step that is not known here it is assumed."""
    if isinstance(step, Residual):
        return reads_condition(step.step)
    if isinstance(step, Chain):
        return any(reads_condition(one) for one in step.steps.values())
    return not isinstance(step, Unconditioned)
