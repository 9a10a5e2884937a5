"""Latent source-attentive frequency transformation (thesis 4.4.2, Figure 4.7), its light form, and the mux (4.4.1)."""

from collections.abc import Sequence

import torch
from einops import einsum, rearrange
from torch import Tensor, nn

from lasaft_nb.blocks.tdf import TDF


class Mux(nn.Module):
    """The naive way: every example goes through the block of its own source; blocks share nothing (thesis 4.4.1).

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


class LatentAttention(nn.Module):
    """How much each latent source matters for a wanted source: softmax(q K / sqrt(d_k)), q linear in the embedding.

    Shapes: embedding (b, embedding_dim); weights (b, l), non-negative, each row with sum 1.
    """

    def __init__(self, *, embedding_dim: int, key_dim: int = 32, n_latent_sources: int = 6) -> None:
        super().__init__()
        self.to_query = nn.Linear(embedding_dim, key_dim)
        self.keys = nn.Parameter(torch.randn(key_dim, n_latent_sources))

    def forward(self, embedding: Tensor) -> Tensor:
        """Embedding (b, embedding_dim) to weights (b, l)."""
        scores = einsum(self.to_query(embedding), self.keys, "b d, d l -> b l")
        return (scores / self.keys.shape[0] ** 0.5).softmax(dim=-1)


class LaSAFT(nn.Module):
    """One TDF per latent source behind a common bottleneck; the output is their weighted sum (equation 4.2).

    The TDF widens F bins to F * n_latent_sources, read as F rows of latent sources. The bottleneck has two forms:
    with ``shared_bottleneck`` it is that of one TDF, F / bf units, and the second layer stands there once for each
    latent source, as thesis 4.4.2 says; without, it grows along, F * n_latent_sources / bf units, as in the authors'
    code and all the weights that they published.
    Shapes: x and y (b, channels, t, n_bins); embedding (b, embedding_dim).
    """

    def __init__(
        self,
        *,
        channels: int,
        n_bins: int,
        attention: LatentAttention,
        bottleneck_factor: int | None = 16,
        min_units: int = 16,
        bias: bool = False,
        shared_bottleneck: bool = False,
    ) -> None:
        super().__init__()
        n_latent_sources = attention.keys.shape[1]
        if shared_bottleneck and bottleneck_factor is not None:
            bottleneck_factor *= n_latent_sources  # a TDF divides its output, which is so many times wider
        self.attention = attention
        self.tdf = TDF(
            channels=channels,
            n_in=n_bins,
            n_out=n_bins * n_latent_sources,
            bottleneck_factor=bottleneck_factor,
            min_units=min_units,
            bias=bias,
        )

    def forward(self, x: Tensor, embedding: Tensor) -> Tensor:
        """X (b, c, t, f), embedding (b, embedding_dim) to (b, c, t, f)."""
        values = rearrange(self.tdf(x), "b c t (f l) -> b c t f l", f=x.shape[-1])
        return einsum(values, self.attention(embedding), "b c t f l, b l -> b c t f")


class LightSAFT(nn.Module):
    """Attention inside the bottleneck: I_L narrow layers, their weighted sum, one shared layer back to F bins.

    From the authors' follow-up work; far fewer parameters than `LaSAFT`, whose wide layer grows with I_L squared.
    Shapes: x and y (b, channels, t, n_bins); embedding (b, embedding_dim).
    """

    def __init__(
        self,
        *,
        channels: int,
        n_bins: int,
        attention: LatentAttention,
        bottleneck_factor: int = 16,
        min_units: int = 16,
        bias: bool = False,
    ) -> None:
        super().__init__()
        units = max(n_bins // bottleneck_factor, min_units)
        self.attention = attention
        self.narrow = TDF(
            channels=channels,
            n_in=n_bins,
            n_out=units * attention.keys.shape[1],
            bottleneck_factor=None,
            bias=bias,
        )
        self.widen = TDF(channels=channels, n_in=units, n_out=n_bins, bottleneck_factor=None, bias=bias)

    def forward(self, x: Tensor, embedding: Tensor) -> Tensor:
        """X (b, c, t, f), embedding (b, embedding_dim) to (b, c, t, f)."""
        weights = self.attention(embedding)
        values = rearrange(self.narrow(x), "b c t (l u) -> b c t l u", l=weights.shape[1])
        return self.widen(einsum(values, weights, "b c t l u, b l -> b c t u"))
