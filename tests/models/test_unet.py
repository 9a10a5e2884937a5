"""The U-Net walk: sizes, skip connections, frames that don't fit, and what it refuses."""

import pytest
import torch
from torch import Tensor, nn
from torch.testing import assert_close

from lasaft_nb.models.dedicated import tfc_unet
from lasaft_nb.models.unet import Place, UNet, UNetSize, unconditioned
from lasaft_nb.models.zoo import build


class Note(nn.Module):
    """Writes its place down and passes the first half of its channels on."""

    def __init__(self, place: Place, log: list[tuple[Place, Tensor]]) -> None:
        super().__init__()
        self.place, self.log = place, log

    def forward(self, x: Tensor) -> Tensor:
        self.log.append((self.place, x))
        return x[:, : self.place.channels]


def test_blocks_run_down_and_up_with_skip_connections_of_their_own_level() -> None:
    log: list[tuple[Place, Tensor]] = []
    size = UNetSize(n_fft=64, n_blocks=5, channels=3)
    UNet(size=size, block=unconditioned(lambda place: Note(place, log)))(torch.randn(1, 4, 8, 33))
    assert [(p.part, p.n_bins) for p, _ in log] == [
        ("encoder", 32), ("encoder", 16), ("middle", 8), ("decoder", 16), ("decoder", 32)
    ]  # fmt: skip
    assert_close(log[3][1][:, 3:], log[1][1])
    assert_close(log[4][1][:, 3:], log[0][1])


@pytest.mark.parametrize(("time_levels", "divisor"), [(None, 16), ((), 1), ((0, 2), 4)])
def test_frames_are_halved_only_at_the_levels_named(time_levels: tuple[int, ...] | None, divisor: int) -> None:
    size = UNetSize(n_fft=64, n_blocks=9, time_levels=time_levels)
    assert size.frame_multiple == divisor
    assert [bins for _, bins in size.scales] == [2, 2, 2, 2]


def test_frames_beyond_the_end_count_as_silence() -> None:
    network = tfc_unet(n_fft=32, n_blocks=5, channels=4, n_layers=2).eval()
    x = torch.randn(1, 4, 10, 17)
    padded = torch.cat([x, torch.zeros(1, 4, 2, 17)], dim=2)
    assert_close(network(x), network(padded)[:, :, :10])


def test_the_published_17_blocks_need_a_window_that_halves_eight_times() -> None:
    with pytest.raises(ValueError, match=r"n_fft must be a multiple of .* = 512, got 2000"):
        build("tdc_17", n_fft=2000)


def test_bins_are_kept_at_levels_that_do_not_halve_them() -> None:
    size = UNetSize(n_fft=16, n_blocks=7, frequency_levels=(1,))
    assert size.n_bins == [8, 8, 4, 4]
    network = tfc_unet(n_fft=16, n_blocks=7, channels=4, n_layers=1, frequency_levels=(1,))
    assert network(torch.randn(1, 4, 8, 9)).shape == (1, 4, 8, 9)


def test_an_even_number_of_blocks_is_refused() -> None:
    with pytest.raises(ValueError, match="n_blocks must be odd, got 6"):
        UNetSize(n_blocks=6)


def test_features_of_another_window_are_refused() -> None:
    with pytest.raises(
        ValueError, match=r"x must have shape \(batch, 4, frames, 17\) for n_fft=32, got \(1, 4, 8, 33\)"
    ):
        tfc_unet(n_fft=32, n_blocks=3)(torch.zeros(1, 4, 8, 33))


def test_a_condition_is_asked_for_where_needed_and_refused_elsewhere() -> None:
    with pytest.raises(ValueError, match="this network needs a condition"):
        build("cunet_film", n_fft=32, n_blocks=3)(torch.zeros(1, 4, 8, 17))
    with pytest.raises(ValueError, match="this network takes no condition"):
        tfc_unet(n_fft=32, n_blocks=3)(torch.zeros(1, 4, 8, 17), torch.tensor([0]))
