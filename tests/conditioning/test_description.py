import pytest
import torch
from torch.testing import assert_close

from lasaft_nb.conditioning.description import DescriptionEncoder, WordAttention, Words, WordsToPoCM


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


def words(n_present: tuple[int, ...] = (4, 2)) -> Words:
    present = torch.arange(max(n_present)) < torch.tensor(n_present)[:, None]
    return Words(torch.randn(len(n_present), max(n_present), 6) * present[..., None], present)


def test_tasks_attend_to_words_as_the_thesis_writes_it_word_by_word() -> None:
    attend, given = WordAttention(word_dim=6, key_dim=5, n_tasks=3), words()
    for b, n_words in enumerate((4, 2)):
        key = attend.to_key(given.features[b, :n_words])
        value = attend.to_value(given.features[b, :n_words])
        for task in range(3):
            weights = torch.softmax(torch.stack([attend.tasks[task] @ k for k in key]) / 5**0.5, dim=0)
            assert_close(attend(given)[b, task], sum(w * v for w, v in zip(weights, value, strict=True)))


def test_words_behind_the_end_get_no_weight_and_the_others_sum_to_one() -> None:
    attention = WordAttention(word_dim=6, key_dim=5, n_tasks=3).attention(words())
    assert attention[1, :, 2:].abs().max() == 0
    assert_close(attention.sum(-1), torch.ones(2, 3))


def test_each_task_has_its_own_linear_layer_for_weight_and_bias() -> None:
    generate, given = WordsToPoCM(word_dim=6, key_dim=5, n_tasks=2, in_channels=3, out_channels=4), words()
    for task, (weight, bias) in enumerate(generate(given)):
        flat = generate.heads[task](generate.attend(given)[:, task])
        for out in range(4):
            assert_close(weight[:, out], flat[:, out * 4 : out * 4 + 3])
            assert_close(bias[:, out], flat[:, out * 4 + 3])
