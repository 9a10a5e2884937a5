"""The original Conditioned-U-Net: one Jansson U-Net, told by FiLM in its encoder which instrument to keep.

Source: Meseguer-Brocal and Peeters, "Conditioned-U-Net: Introducing a Control Mechanism in the U-Net for Multiple
Source Separations", ISMIR 2019.
"""

from collections.abc import Sequence
from typing import Literal

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from lasaft_nb.models.classic.jansson_unet import Film, JanssonUNet

PUBLISHED_HIDDEN = {"simple": (16, 64, 256), "complex": (16, 256, 1024)}  # units of the fully-connected generator


class DenseGenerator(nn.Module):
    """Condition -> the gammas and betas of every encoder layer, by fully-connected layers.

    ReLU after each hidden layer; from the second on also dropout 0.5 and batch norm; the last two are linear.
    "simple" FiLM has one gamma and one beta a layer, "complex" FiLM one of each per channel.

    Shapes: condition (b, n_conditions) -> per encoder layer (gamma, beta), each (b, 1) or (b, channels).
    """

    def __init__(self, *, n_conditions: int, hidden: Sequence[int], sizes: Sequence[int]) -> None:
        super().__init__()
        layers: list[nn.Module] = []
        for i, (before, after) in enumerate(zip((n_conditions, *hidden), hidden, strict=False)):
            layers += [nn.Linear(before, after), nn.ReLU()]
            layers += [nn.Dropout(0.5), nn.BatchNorm1d(after)] if i else []
        self.sizes = list(sizes)
        self.hidden = nn.Sequential(*layers)
        self.to_gamma = nn.Linear(hidden[-1], sum(sizes))
        self.to_beta = nn.Linear(hidden[-1], sum(sizes))
        nn.init.ones_(self.to_gamma.bias)  # an untrained FiLM lets the maps pass

    def forward(self, condition: Tensor) -> list[Film]:
        """One (gamma, beta) per encoder layer."""
        h = self.hidden(condition)
        gammas, betas = (layer(h).split(self.sizes, dim=1) for layer in (self.to_gamma, self.to_beta))
        return list(zip(gammas, betas, strict=True))


class OriginalCUNet(nn.Module):
    """Magnitudes and a condition -> mask logits; FiLM sits between batch norm and leaky ReLU of each encoder layer.

    Args:
        film: "simple" (a gamma and a beta per layer) or "complex" (per channel).
        n_conditions: sources to choose from.
        hidden: units of the condition generator; None means the published ones.
        in_channels, out_channels, channels, n_layers, kernel_size, dropout, n_dropout: see `JanssonUNet`.

    Shapes: x (b, in_channels, t, f); condition (b,) of source indices, or (b, n_conditions) of weights, with which
    one can also ask for a blend of sources -> (b, out_channels, t, f).
    """

    def __init__(
        self,
        *,
        film: Literal["simple", "complex"] = "simple",
        n_conditions: int = 4,
        hidden: Sequence[int] | None = None,
        in_channels: int = 1,
        out_channels: int | None = None,
        channels: int = 16,
        n_layers: int = 6,
        kernel_size: int = 5,
        dropout: float = 0.5,
        n_dropout: int = 3,
    ) -> None:
        super().__init__()
        if film not in PUBLISHED_HIDDEN:
            raise ValueError(f"film must be one of {', '.join(PUBLISHED_HIDDEN)}, got {film!r}")
        self.unet = JanssonUNet(
            in_channels=in_channels,
            out_channels=out_channels,
            channels=channels,
            n_layers=n_layers,
            kernel_size=kernel_size,
            dropout=dropout,
            n_dropout=n_dropout,
        )
        self.n_conditions = n_conditions
        self.generator = DenseGenerator(
            n_conditions=n_conditions,
            hidden=PUBLISHED_HIDDEN[film] if hidden is None else hidden,
            sizes=[1] * n_layers if film == "simple" else self.unet.widths,
        )

    def forward(self, x: Tensor, condition: Tensor) -> Tensor:
        """Mask logits for the source that the condition asks for."""
        return self.unet(x, self.generator(self._as_weights(condition)))

    def _as_weights(self, condition: Tensor) -> Tensor:
        if condition.is_floating_point():
            if condition.ndim != 2 or condition.shape[1] != self.n_conditions:
                raise ValueError(
                    f"a condition of weights must be (batch, {self.n_conditions}), got {tuple(condition.shape)}"
                )
            return condition
        if condition.ndim != 1:
            raise ValueError(f"a condition of source indices must be (batch,), got {tuple(condition.shape)}")
        dtype = next(self.generator.parameters()).dtype
        return F.one_hot(condition.to(torch.int64), self.n_conditions).to(dtype)
