import pytest
import torch
from torch import nn
from torch.testing import assert_close

from lasaft_nb.models.classic.demucs import Demucs, rescale_convolutions


def count_by_hand(channels: int) -> int:
    """Six layers with the channels doubling, a two-layer LSTM as wide as the last, four stereo sources."""
    widths = [channels * 2**i for i in range(6)]
    total = 0
    for before, out, width in zip([2, *widths[:-1]], [8, *widths[:-1]], widths, strict=True):
        total += 8 * before * width + width + width * 2 * width + 2 * width  # strided, 1x1
        total += 3 * width * 2 * width + 2 * width + 8 * width * out + out  # over three steps, transposed
    top = widths[-1]
    lstm = 2 * (4 * top * (top + top) + 8 * top) + 2 * (4 * top * (2 * top + top) + 8 * top)
    return total + lstm + 2 * top * top + top


@pytest.mark.parametrize(("channels", "millions"), [(48, 149), (64, 266), (100, 649)])
def test_published_sizes_have_the_parameters_counted_by_hand(channels: int, millions: int) -> None:
    with torch.device("meta"):
        network = Demucs(channels=channels)
    count = sum(parameter.numel() for parameter in network.parameters())
    assert count == count_by_hand(channels)
    assert round(count / 1e6) == millions


@pytest.mark.parametrize("n", [1, 1000, 1368])
def test_length_and_channels_are_kept(n: int) -> None:
    network = Demucs(channels=4, n_layers=3).eval()
    assert network(torch.rand(2, 2, n)).shape == (2, 4, 2, n)


def test_padded_length_leaves_no_remainder_at_any_layer() -> None:
    network = Demucs(channels=1, n_layers=4)
    for n in (1, 999, 20000):
        length = network.padded_length(n)
        assert length >= n
        for _ in network.encoder:
            assert (length - 8) % 4 == 0
            length = (length - 8) // 4 + 1
        assert network.padded_length(network.padded_length(n)) == network.padded_length(n)


def test_a_kernel_of_twice_the_stride_covers_every_sample_twice() -> None:
    up = nn.ConvTranspose1d(1, 1, 8, stride=4, bias=False)
    nn.init.ones_(up.weight)
    inner = up(torch.ones(1, 1, 10))[0, 0, 8:-8]
    assert_close(inner, torch.full_like(inner, 2.0))


def test_the_recurrent_middle_sees_the_whole_excerpt() -> None:
    x = torch.rand(1, 2, 900, dtype=torch.float64)
    changed = x.clone()
    changed[..., -10:] = 0
    for lstm_layers, reaches in ((2, True), (0, False)):
        network = Demucs(channels=4, n_layers=3, lstm_layers=lstm_layers).double().eval()
        difference = (network(x) - network(changed))[..., :100].abs().max()
        assert bool(difference > 0) is reaches


def test_rescaling_moves_a_standard_deviation_half_way_to_the_reference() -> None:
    layer = nn.Conv1d(8, 8, 8)
    std = layer.weight.std().item()
    rescale_convolutions(layer, reference=0.1)
    assert layer.weight.std().item() == pytest.approx((std * 0.1) ** 0.5, rel=1e-5)


def test_a_kernel_that_overlaps_unevenly_is_refused_with_the_value() -> None:
    with pytest.raises(ValueError, match=r"multiple of stride \(stride=4\).*got 6"):
        Demucs(kernel_size=6)
