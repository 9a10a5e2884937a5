"""Dedicated networks side by side, as one model that gives all their sources."""

from collections.abc import Mapping

import torch
from torch import Tensor, nn

from lasaft_nb.models.source_model import SourceModel


class OnePerSource(SourceModel):
    """A model for every source, each with a signal of its own; only those that are asked for are computed.

    Shapes: mixture (b, c, n) to sources (b, s, c, n), in the order of ``targets``.
    """

    def __init__(self, models: Mapping[str, SourceModel]) -> None:
        rates = {model.sample_rate for model in models.values()}
        if len(rates) != 1:
            raise ValueError(f"all models must have one sample rate in Hz, got {sorted(rates)}")
        super().__init__(targets=tuple(models), sample_rate=rates.pop(), conditioned=False)
        self.models = nn.ModuleDict(models)

    def forward(self, mixture: Tensor, condition: Tensor | None = None) -> Tensor:
        """Mixture (b, c, n) to all sources (b, s, c, n)."""
        return self.sources(mixture, self.targets)

    def sources(self, mixture: Tensor, targets: tuple[str, ...]) -> Tensor:
        """Mixture (b, c, n) to some of them (b, s, c, n)."""
        return torch.cat([self.models[target](mixture) for target in targets], dim=1)

    def loss(self, mixture: Tensor, targets: Tensor, condition: Tensor | None = None) -> Tensor:
        """Mean of the models' losses, each for its own source of ``targets`` (b, s, c, n)."""
        self._check_targets(targets)
        losses = [self.part(name).loss(mixture, targets[:, [s]]) for s, name in enumerate(self.targets)]
        return torch.stack(losses).mean()

    def part(self, target: str) -> SourceModel:
        """The model of one source."""
        model = self.models[target]
        assert isinstance(model, SourceModel)
        return model
