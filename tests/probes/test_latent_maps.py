import pytest
import torch
from torch.testing import assert_close

from lasaft_nb.conditioning import LaSAFT, LatentAttention
from lasaft_nb.probes.latent_maps import latent_maps, pooled


def test_the_map_of_a_latent_source_is_what_it_makes_of_unit_frames() -> None:
    attention = LatentAttention(embedding_dim=2, n_latent_sources=3)
    block = LaSAFT(channels=1, n_bins=8, attention=attention, bottleneck_factor=None)
    assert latent_maps(block).shape == (3, 8, 8)
    answers = block.tdf.layers[0][0](torch.eye(8)).unflatten(-1, (8, 3))  # (from, to, l)
    assert_close(latent_maps(block)[2], answers[:, :, 2].T)


def test_with_a_bottleneck_it_is_the_product_of_both_layers() -> None:
    block = LaSAFT(channels=2, n_bins=32, attention=LatentAttention(embedding_dim=2, n_latent_sources=2))
    narrow, wide = (layer[0].weight for layer in block.tdf.layers)
    assert_close(latent_maps(block)[1], (wide @ narrow)[1::2])


def test_pooling_keeps_the_largest_magnitude_of_every_tile_and_its_sign() -> None:
    square = torch.tensor([[1.0, -3.0, 0.0, 0.0], [2.0, 0.0, 0.0, 0.5], [0.0, 0.0, -1.0, 1.0], [0.0, 0.0, 0.0, 0.0]])
    assert_close(pooled(square, 2), torch.tensor([[-3.0, 0.5], [0.0, 1.0]]))
    with pytest.raises(ValueError, match="multiples of 3"):
        pooled(square, 3)
