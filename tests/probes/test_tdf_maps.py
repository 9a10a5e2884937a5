"""Matrices of TDFs, and of each latent source of a LaSAFT block."""

import pytest
import torch
from torch.testing import assert_close

from lasaft_nb.conditioning import LaSAFT, LatentAttention
from lasaft_nb.models import zoo
from lasaft_nb.probes.tdf_maps import bin_width, bins, latent_maps, matrix, pooled, tdfs

SMALL = {"n_fft": 128, "channels": 2, "n_layers": 1}


def test_tdfs_are_named_by_the_way_of_the_data_and_get_coarser_towards_the_middle() -> None:
    found = tdfs(zoo.build("tfc_tdf_7", **SMALL))
    assert list(found) == [*(f"encoder {i}" for i in (1, 2, 3)), "middle", *(f"decoder {i}" for i in (1, 2, 3))]
    assert [bins(tdf) for tdf in found.values()] == [64, 32, 16, 8, 16, 32, 64]


def test_the_bins_of_every_scale_share_the_range_up_to_half_the_sample_rate() -> None:
    found = tdfs(zoo.build("tfc_tdf_7", **SMALL))
    assert {bin_width(tdf, sample_rate=8000) * bins(tdf) for tdf in found.values()} == {4000}


def test_a_network_without_tdfs_is_refused() -> None:
    with pytest.raises(ValueError, match="must have TDFs"):
        tdfs(zoo.build("tfc_7", **SMALL))


@pytest.mark.parametrize("factor", [None, 4])
def test_the_matrix_is_what_the_layers_do_without_norm_and_relu(factor: int | None) -> None:
    tdf = tdfs(zoo.build("tfc_tdf_7", **SMALL, bottleneck_factor=factor))["encoder 2"]
    x = expected = torch.randn(3, 32)
    for layer in tdf.layers:
        expected = expected @ layer[0].weight.T
    assert_close(x @ matrix(tdf).T, expected)


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
