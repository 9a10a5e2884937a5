"""What it costs to get all sources of a song: the taxonomy's three kinds of networks side by side (thesis 2.2.1)."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import torch

from lasaft_nb.models.source_model import SourceModel
from lasaft_nb.probes.memory import peak_bytes
from lasaft_nb.probes.workload import n_parameters, processor_seconds


@dataclass(frozen=True, kw_only=True)
class Cost:
    """Parameters of all networks together, processor seconds for a second of audio, peak bytes of feature maps."""

    parameters: int
    seconds: float
    bytes: int


def cost_of_all_sources(models: Sequence[SourceModel], *, n_samples: int, repeats: int = 3) -> Cost:
    """Measure ``models`` that together give every source, one after the other, on noise (1, 2, n_samples).

    Scores of a network don't depend on this; weights may be fresh.
    """
    noise = 0.1 * torch.randn(1, 2, n_samples, generator=torch.Generator().manual_seed(0))
    spent = processor_seconds(_work(models, noise), repeats=repeats)
    return Cost(
        parameters=sum(n_parameters(model) for model in models),
        seconds=spent * models[0].sample_rate / n_samples,
        bytes=max(peak_bytes(_work([model], noise)) for model in models),
    )


def _work(models: Sequence[SourceModel], noise: torch.Tensor) -> Callable[[], object]:
    def work() -> None:
        for model in models:
            model.eval().sources(noise, model.targets)

    return work
