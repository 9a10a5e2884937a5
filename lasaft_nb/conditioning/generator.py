"""From the number of a source to what the blocks read (thesis 4.3.2, Figure 4.4)."""

from dataclasses import dataclass
from typing import Literal

from torch import Tensor, nn


@dataclass(frozen=True, kw_only=True)
class Condition:
    """The wanted source in three forms: its number, its embedding, and the features that modulations are made from."""

    index: Tensor | int  # (b,), place in SOURCES; a number where it is the same for all
    embedding: Tensor  # (b, embedding_dim), read by LaSAFT's query
    features: Tensor  # (b, feature_dim), read by FiLM, PoCM and GPoCM


Form = Literal["index", "embedding", "features"]


class ConditionGenerator(nn.Module):
    """An embedding, then linear layers that each double the width, with ReLU.

    From the second layer on, dropout (of 0.5 in the authors' code) and BatchNorm follow the ReLU. ``n_layers`` counts
    widths as the authors do: 4 means 32, 64, 128, 256, that is three linear layers.
    Shapes: index (b,) of whole numbers below ``n_conditions``.
    """

    def __init__(
        self, *, n_conditions: int = 4, embedding_dim: int = 32, n_layers: int = 4, dropout: float = 0.5
    ) -> None:
        super().__init__()
        if n_layers < 2:
            raise ValueError(f"n_layers must be at least 2 (widths, the embedding's included), got {n_layers}")
        self.n_conditions = n_conditions
        self.embedding = nn.Embedding(n_conditions, embedding_dim)
        self.layers = nn.Sequential(
            *(_layer(embedding_dim * 2**i, dropout=dropout if i else None) for i in range(n_layers - 1))
        )
        self.feature_dim = embedding_dim * 2 ** (n_layers - 1)

    def forward(self, index: Tensor) -> Condition:
        """Numbers of sources (b,) to their `Condition`."""
        if index.ndim != 1 or index.is_floating_point():
            raise ValueError(
                f"condition must be a LongTensor of shape (batch,), got {index.dtype} {tuple(index.shape)}"
            )
        embedding = self.embedding(index)
        return Condition(index=index, embedding=embedding, features=self.layers(embedding))


def _layer(width: int, *, dropout: float | None) -> nn.Module:
    steps: list[nn.Module] = [nn.Linear(width, 2 * width), nn.ReLU()]
    if dropout is not None:
        steps += [nn.Dropout(dropout), nn.BatchNorm1d(2 * width)]
    return nn.Sequential(*steps)
