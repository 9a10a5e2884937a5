"""Attention of tasks over the words of a description: where a block's weights come from (thesis 5.4.2)."""

import torch
from einops import rearrange
from torch import Tensor, einsum, nn

from lasaft_nb.conditioning.description import Words


class WordAttention(nn.Module):
    """Every task looks at the words that matter to it: softmax(Theta K^T / sqrt(d_k)) V, Theta learned.

    K and V are linear functions of the word features; words behind the end of a sentence get no weight.
    Shapes: `Words` with features (b, w, e); output (b, n_tasks, key_dim).
    """

    def __init__(self, *, word_dim: int, key_dim: int, n_tasks: int) -> None:
        super().__init__()
        self.tasks = nn.Parameter(torch.randn(n_tasks, key_dim))
        self.to_key = nn.Linear(word_dim, key_dim)
        self.to_value = nn.Linear(word_dim, key_dim)

    def attention(self, words: Words) -> Tensor:
        """Share of each word in each task: (b, n_tasks, w), rows sum to one."""
        scores = einsum("k d, b w d -> b k w", self.tasks, self.to_key(words.features)) / self.tasks.shape[1] ** 0.5
        return scores.masked_fill(~words.present[:, None], -torch.inf).softmax(dim=-1)

    def forward(self, words: Words) -> Tensor:
        """(b, n_tasks, key_dim)."""
        return self.attention(words) @ self.to_value(words.features)


class WordsToPoCM(nn.Module):
    """Condition weight generator: weights and biases of ``n_tasks`` point-wise convolutions from the words.

    Output: one (weight (b, out_channels, in_channels), bias (b, out_channels)) a task.
    """

    def __init__(self, *, word_dim: int, key_dim: int, n_tasks: int, in_channels: int, out_channels: int) -> None:
        super().__init__()
        self.attend = WordAttention(word_dim=word_dim, key_dim=key_dim, n_tasks=n_tasks)
        self.shape = (out_channels, in_channels)
        self.heads = nn.ModuleList(nn.Linear(key_dim, out_channels * (in_channels + 1)) for _ in range(n_tasks))

    def forward(self, words: Words) -> list[tuple[Tensor, Tensor]]:
        """One (weight, bias) a task."""
        parameters = (head(task) for head, task in zip(self.heads, self.attend(words).unbind(dim=1), strict=True))
        split = (rearrange(values, "b (o i) -> b o i", o=self.shape[0]) for values in parameters)
        return [(values[..., :-1], values[..., -1]) for values in split]
