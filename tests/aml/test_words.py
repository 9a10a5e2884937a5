import pytest
import torch

from lasaft_nb import aml
from lasaft_nb.aml import words


def test_the_vocabulary_is_31_words_and_three_special_tokens_with_padding_first():
    assert len(words.vocabulary_words()) == 31
    assert words.vocabulary()[:3] == ("<pad>", "<bgn>", "<end>")
    assert {",", "vocals", "lowpass", "highpass", "completely"} <= set(words.vocabulary())


def test_every_sentence_survives_encoding_and_decoding():
    sentences = list(aml.sentences())
    numbers = words.encode(sentences)
    assert numbers.dtype == torch.int64
    assert [words.decode(row) for row in numbers] == sentences


def test_a_sentence_is_framed_split_at_commas_and_padded_behind():
    assert words.tokens("Mute vocals,drums") == ["<bgn>", "mute", "vocals", ",", "drums", "<end>"]
    numbers = words.encode(["mute vocals, drums", "mute bass"])
    assert numbers.shape == (2, 6)
    assert numbers[1, 4:].tolist() == [0, 0]
    assert (numbers[:, 0] == 1).all()


def test_what_is_no_sentence_is_refused():
    with pytest.raises(aml.AmlError, match='Did you mean "mute bass"'):
        words.encode(["mute bas"])
    with pytest.raises(ValueError, match="texts must be a non-empty sequence of sentences, got 'mute bass'"):
        words.encode("mute bass")


def test_the_vectors_are_glove_s_and_know_what_is_alike():
    vectors = words.vectors()
    assert vectors.shape == (34, 50)
    assert vectors[0].abs().sum() == 0
    row = dict(zip(words.vocabulary(), vectors, strict=True))
    assert row["the"][:3].tolist() == pytest.approx([0.418, 0.24968, -0.41242])  # the first line of glove.6B.50d.txt
    like = torch.nn.functional.cosine_similarity
    assert like(row["increase"], row["decrease"], dim=0) > 0.7
    assert like(row["left"], row["right"], dim=0) > like(row["left"], row["drums"], dim=0)
    assert like(row["lowpass"], row["highpass"], dim=0) > like(row["lowpass"], row["vocals"], dim=0)
