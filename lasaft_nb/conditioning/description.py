"""The description of AMSS-Net: a sentence becomes a feature vector per word, and tasks attend to words (thesis 5.4)."""

from typing import NamedTuple

import torch
from einops import rearrange
from torch import Tensor, einsum, nn

PAD = 0  # token that fills short sentences


class Words(NamedTuple):
    """Features of the words of a batch of sentences."""

    features: Tensor  # (b, w, e), zero behind the end of a sentence
    present: Tensor  # (b, w) bool, False behind the end of a sentence


class DescriptionEncoder(nn.Module):
    """Word embedding, then a bidirectional recurrent network: tokens (b, w) to `Words` with e = 2 * hidden_size.

    ``vectors`` (n_words, embedding_dim), for example GloVe's, initialise the embedding; token 0 is the padding. The
    recurrent network reads packed sentences, so padding never changes a word's features.
    """

    def __init__(self, *, vectors: Tensor, hidden_size: int) -> None:
        super().__init__()
        if vectors.ndim != 2:
            raise ValueError(f"vectors must have shape (n_words, embedding_dim), got {tuple(vectors.shape)}")
        n_words, embedding_dim = vectors.shape
        self.embedding = nn.Embedding(n_words, embedding_dim, padding_idx=PAD, _weight=vectors.clone())
        self.rnn = nn.LSTM(embedding_dim, hidden_size, batch_first=True, bidirectional=True)

    def forward(self, tokens: Tensor) -> Words:
        """LongTensor (b, w), filled with 0 behind each sentence, to `Words`."""
        present = tokens != PAD
        lengths = present.sum(dim=1)
        if tokens.ndim != 2 or int(lengths.min()) == 0:
            raise ValueError(f"tokens must have shape (b, w) with at least one word each, got {tokens.tolist()}")
        packed = nn.utils.rnn.pack_padded_sequence(
            self.embedding(tokens), lengths.cpu(), batch_first=True, enforce_sorted=False
        )
        features, _ = nn.utils.rnn.pad_packed_sequence(
            self.rnn(packed)[0], batch_first=True, total_length=tokens.shape[1]
        )
        return Words(features, present)


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
