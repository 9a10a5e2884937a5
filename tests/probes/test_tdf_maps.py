import pytest
import torch
from torch.testing import assert_close

from lasaft_nb.models import zoo
from lasaft_nb.probes.tdf_maps import bin_width, bins, matrix, tdfs

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
