import math

import pytest
import torch
from torch import Tensor, nn
from torch.testing import assert_close

from lasaft_nb.conditioning import LaSAFT, LatentAttention, LightSAFT, Mux
from lasaft_nb.models import zoo


class Times(nn.Module):
    def __init__(self, factor: float) -> None:
        super().__init__()
        self.factor = factor

    def forward(self, x: Tensor) -> Tensor:
        assert len(x), "a block that nobody asked for must not run"
        return self.factor * x


def test_every_example_goes_through_the_block_of_its_source() -> None:
    x, index = torch.randn(5, 2, 3, 4), torch.tensor([3, 0, 3, 1, 0])
    expected = x * torch.tensor([1000.0, 1.0, 1000.0, 10.0, 1.0])[:, None, None, None]
    mux = Mux([Times(10.0**n) for n in range(4)])
    assert_close(mux(x, index), expected)
    assert_close(mux(x, 2), 100 * x)


def weights_by_hand(attention: LatentAttention, embedding: Tensor) -> list[list[float]]:
    rows = []
    for example in embedding.detach():
        query = attention.to_query(example)
        scores = [(query @ attention.keys[:, latent]).item() / math.sqrt(len(query)) for latent in range(3)]
        total = sum(math.exp(score) for score in scores)
        rows.append([math.exp(score) / total for score in scores])
    return rows


def test_attention_is_a_softmax_of_scaled_dot_products() -> None:
    attention, embedding = LatentAttention(embedding_dim=5, key_dim=4, n_latent_sources=3), torch.randn(2, 5)
    assert_close(attention(embedding), torch.tensor(weights_by_hand(attention, embedding)))
    assert_close(attention(embedding).sum(dim=1), torch.ones(2))


def test_lasaft_is_the_weighted_sum_of_one_tdf_per_latent_source() -> None:
    attention = LatentAttention(embedding_dim=5, key_dim=4, n_latent_sources=3)
    lasaft = LaSAFT(channels=2, n_bins=8, attention=attention, min_units=4).eval()
    x, embedding = torch.randn(2, 2, 3, 8), torch.randn(2, 5)
    values, weights = lasaft.tdf(x), weights_by_hand(attention, embedding)
    expected = torch.zeros_like(x)
    for b in range(2):
        for f in range(8):
            for latent in range(3):
                expected[b, ..., f] += weights[b][latent] * values[b, ..., f * 3 + latent]
    assert_close(lasaft(x, embedding), expected)


def test_lasafts_bottleneck_grows_with_the_latent_sources() -> None:
    attention = LatentAttention(embedding_dim=5, key_dim=4, n_latent_sources=6)
    lasaft = LaSAFT(channels=2, n_bins=1024, attention=attention)
    assert [layer[0].weight.shape for layer in lasaft.tdf.layers] == [(384, 1024), (6144, 384)]


def test_lightsaft_attends_between_its_two_layers() -> None:
    attention = LatentAttention(embedding_dim=5, key_dim=4, n_latent_sources=3)
    light = LightSAFT(channels=2, n_bins=8, attention=attention, bottleneck_factor=2, min_units=1).eval()
    x, embedding = torch.randn(2, 2, 3, 8), torch.randn(2, 5)
    values, weights = light.narrow(x), weights_by_hand(attention, embedding)
    inside = torch.zeros(2, 2, 3, 4)
    for b in range(2):
        for latent in range(3):
            inside[b] += weights[b][latent] * values[b, ..., latent * 4 : latent * 4 + 4]
    assert_close(light(x, embedding), light.widen(inside))


@pytest.mark.parametrize(
    ("network", "shared", "millions"),
    [
        ("cunet_gpocm_lasaft", True, 2_374_236),
        ("cunet_gpocm_lasaft", False, 8_424_028),
        ("cunet_film_lasaft", False, 7_998_436),
    ],
)
def test_lasaft_has_one_bottleneck_as_in_the_thesis_or_one_that_grows_as_in_the_authors_code(
    network: str, shared: bool, millions: int
) -> None:
    built = zoo.build(network, shared_bottleneck=shared)
    assert sum(parameter.numel() for parameter in built.parameters()) == millions


def test_with_one_bottleneck_every_latent_source_reads_the_same_few_numbers_of_a_frame() -> None:
    attention = LatentAttention(embedding_dim=3, n_latent_sources=4)
    widths = {
        shared: [
            layer[0].weight.shape
            for layer in LaSAFT(
                channels=2, n_bins=64, attention=attention, bottleneck_factor=8, min_units=1, shared_bottleneck=shared
            ).tdf.layers
        ]
        for shared in (True, False)
    }
    assert widths == {True: [(8, 64), (4 * 64, 8)], False: [(4 * 8, 64), (4 * 64, 4 * 8)]}
