import torch
from torch.testing import assert_close

from lasaft_nb.conditioning.description import Words
from lasaft_nb.conditioning.word_attention import WordAttention, WordsToPoCM


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
