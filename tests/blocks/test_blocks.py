"""Blocks against slow, literal readings of thesis 3.4 and 3.5."""

import pytest
import torch
from torch import nn
from torch.testing import assert_close

from lasaft_nb.blocks import TDC, TDCRNN, TDF, TFC, TFCTDF, TDFBlock, down_sampling, up_sampling


def test_a_tfc_layer_reads_everything_before_it_newest_first() -> None:
    tfc, x = TFC(in_channels=2, channels=3, n_layers=3).eval(), torch.randn(1, 2, 5, 7)
    first = tfc.layers[0](x)
    second = tfc.layers[1](torch.cat([first, x], 1))
    third = tfc.layers[2](torch.cat([second, first, x], 1))
    assert_close(tfc(x), third)


@pytest.mark.parametrize("kernel_size", [(1, 3), (3, 1), (5, 3), (3, 7)])
def test_kernels_may_differ_in_time_and_frequency(kernel_size: tuple[int, int]) -> None:
    tfc = TFC(in_channels=2, channels=3, n_layers=2, kernel_size=kernel_size).eval()
    assert tfc.layers[0][0].weight.shape == (3, 2, *kernel_size)
    x = torch.randn(1, 2, 9, 11)
    assert tfc(x).shape == (1, 3, 9, 11)
    changed = x.clone()
    changed[:, :, 4, 5] += 10
    moved = (tfc(changed) != tfc(x)).any(dim=1)[0].nonzero()
    reach = 2 * (torch.tensor(kernel_size) // 2)
    assert ((moved - torch.tensor([4, 5])).abs() <= reach).all()


def test_an_even_kernel_is_refused() -> None:
    with pytest.raises(ValueError, match=r"kernel_size must be two odd numbers \(frames, bins\), got \(3, 2\)"):
        TFC(in_channels=2, channels=3, kernel_size=(3, 2))


def test_a_tdc_is_a_one_dimensional_convolution_of_each_frame() -> None:
    tdc, x = TDC(in_channels=2, channels=3, n_layers=1).eval(), torch.randn(2, 2, 4, 6)
    convolution, norm, _ = tdc.tfc.layers[0]
    for t in range(4):
        frame = nn.functional.conv1d(x[:, :, t], convolution.weight[:, :, 0], convolution.bias, padding=1)
        assert_close(tdc(x)[:, :, t], norm(frame[:, :, None])[:, :, 0].relu())


def test_a_tdf_transforms_every_frame_of_every_channel_alike() -> None:
    tdf, x = TDF(channels=3, n_in=8, min_units=4).eval(), torch.randn(2, 3, 5, 8)
    (first, norm1, _), (second, norm2, _) = tdf.layers
    assert first.weight.shape == (4, 8)
    for t in range(5):
        hidden = norm1((x[:, :, [t]] @ first.weight.T) + first.bias).relu()
        assert_close(tdf(x)[:, :, [t]], norm2((hidden @ second.weight.T) + second.bias).relu())


def test_a_tdf_without_bottleneck_is_one_matrix() -> None:
    tdf = TDF(channels=3, n_in=8, bottleneck_factor=None)
    assert [tuple(p.shape) for p in tdf.parameters()] == [(8, 8), (8,), (3,), (3,)]
    assert tdf(torch.randn(2, 3, 5, 8)).shape == (2, 3, 5, 8)


def test_a_tdfs_bottleneck_is_never_narrower_than_its_minimum() -> None:
    widths = [TDF(channels=1, n_in=f, bottleneck_factor=16, min_units=16).layers[0][0].out_features for f in (32, 1024)]
    assert widths == [16, 64]


def test_a_bottleneck_factor_of_zero_is_refused() -> None:
    with pytest.raises(ValueError, match="bottleneck_factor must be at least 1 or None, got 0"):
        TDF(channels=1, n_in=8, bottleneck_factor=0)


def test_tfc_tdf_adds_what_the_tdf_makes_of_the_tfc() -> None:
    tfc, tdf = TFC(in_channels=2, channels=3, n_layers=2), TDF(channels=3, n_in=8)
    block, x = TFCTDF(tfc=tfc, tdf=tdf).eval(), torch.randn(1, 2, 4, 8)
    assert_close(block(x), tfc(x) + tdf(tfc(x)))


def test_a_tdf_block_mixes_channels_only_where_their_number_changes() -> None:
    same = TDFBlock(in_channels=3, channels=3, tdf=TDF(channels=3, n_in=8))
    fewer = TDFBlock(in_channels=6, channels=3, tdf=TDF(channels=6, n_in=8))
    assert isinstance(same.mix, nn.Identity)
    assert fewer(torch.randn(1, 6, 4, 8)).shape == (1, 3, 4, 8)


def test_tdc_rnn_adds_a_recurrent_network_over_the_frames_of_each_channel() -> None:
    tdc = TDC(in_channels=2, channels=3, n_layers=1)
    block, x = TDCRNN(tdc=tdc, channels=3, n_bins=8, min_units=4).eval(), torch.randn(2, 2, 5, 8)
    features = block.norm(tdc(x))
    hidden = torch.stack([torch.stack([block.rnn(features[b, c])[0] for c in range(3)]) for b in range(2)])
    assert_close(block(x), features + block.tdf(hidden))


@pytest.mark.parametrize("scale", [(2, 2), (1, 2)])
def test_up_sampling_undoes_the_size_change_of_down_sampling(scale: tuple[int, int]) -> None:
    x = torch.randn(1, 3, 8, 16)
    down = down_sampling(channels=3, scale=scale)(x)
    assert down.shape == (1, 3, 8 // scale[0], 8)
    assert up_sampling(channels=3, scale=scale)(down).shape == x.shape
