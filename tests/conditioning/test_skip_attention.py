import torch
from torch.testing import assert_close

from lasaft_nb.conditioning.skip_attention import ChannelSkipAttention


def test_equation_5_3_frame_by_frame_and_head_by_head() -> None:
    module = ChannelSkipAttention(channels=3, n_heads=2)
    skip, key, value = torch.randn(2, 3, 4, 5), torch.randn(2, 8, 4, 5), torch.randn(2, 8, 4, 5)
    query = module.to_query(skip)
    heads = torch.zeros(2, 6, 4, 5)
    for b in range(2):
        for t in range(4):
            for h in range(2):
                q, k = query[b, 3 * h : 3 * h + 3, t], key[b, 4 * h : 4 * h + 4, t]
                heads[b, 3 * h : 3 * h + 3, t] = torch.softmax(q @ k.T / 5**0.5, dim=1) @ value[b, 4 * h : 4 * h + 4, t]
    assert_close(module(skip, key, value), module.join(heads))


def test_the_weights_over_latent_sources_sum_to_one() -> None:
    attention = ChannelSkipAttention(channels=3, n_heads=2).attention(torch.randn(1, 3, 4, 5), torch.randn(1, 8, 4, 5))
    assert attention.shape == (1, 4, 2, 3, 4)
    assert_close(attention.sum(-1), torch.ones(1, 4, 2, 3))
