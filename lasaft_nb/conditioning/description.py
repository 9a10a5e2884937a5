"""The description encoder of AMSS-Net: a sentence becomes one feature vector per word (thesis 5.4.1)."""

from typing import NamedTuple

from torch import Tensor, nn

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
