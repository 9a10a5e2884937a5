import pytest
import torch
from torch.testing import assert_close

from lasaft_nb.conditioning.description import DescriptionEncoder


def encoder() -> DescriptionEncoder:
    return DescriptionEncoder(vectors=torch.randn(9, 5), hidden_size=3)


def test_padding_does_not_change_the_features_of_the_words() -> None:
    encode, short = encoder(), torch.tensor([[4, 7, 2]])
    padded = torch.tensor([[4, 7, 2, 0, 0], [1, 2, 3, 4, 5]])
    assert_close(encode(padded).features[0, :3], encode(short).features[0])
    assert encode(padded).features[0, 3:].abs().max() == 0
    assert encode(padded).present.tolist() == [[True] * 3 + [False] * 2, [True] * 5]


def test_the_embedding_starts_from_the_given_vectors_and_learns() -> None:
    vectors = torch.randn(4, 5)
    encode = DescriptionEncoder(vectors=vectors, hidden_size=3)
    assert_close(encode.embedding.weight.data, vectors)
    encode(torch.tensor([[1, 2]])).features.sum().backward()
    assert encode.embedding.weight.grad[1].abs().max() > 0


def test_word_order_changes_the_features() -> None:
    encode = encoder()
    forward, backward = encode(torch.tensor([[1, 2]])).features, encode(torch.tensor([[2, 1]])).features
    assert (forward - backward.flip(1)).abs().max() > 1e-4


def test_an_empty_sentence_is_refused_with_its_tokens() -> None:
    with pytest.raises(ValueError, match=r"at least one word each, got \[\[1, 2\], \[0, 0\]\]"):
        encoder()(torch.tensor([[1, 2], [0, 0]]))
