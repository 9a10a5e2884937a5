import pytest
import torch
from torch.testing import assert_close

from lasaft_nb.models.classic.wave_unet import (
    UPSAMPLINGS,
    LearnedUpsampling,
    LinearUpsampling,
    TransposedUpsampling,
    WaveUNet,
)


@pytest.mark.parametrize("kind", UPSAMPLINGS)
def test_length_doubles_and_loses_one_where_ends_are_kept(kind: str) -> None:
    x = torch.randn(2, 3, 7)
    assert UPSAMPLINGS[kind](channels=3, keep_ends=True)(x).shape == (2, 3, 13)
    assert UPSAMPLINGS[kind](channels=3, keep_ends=False)(x).shape == (2, 3, 14)


@pytest.mark.parametrize("kind", ["linear", "learned"])
def test_interpolation_keeps_given_elements_and_a_constant(kind: str) -> None:
    up, x = UPSAMPLINGS[kind](channels=3, keep_ends=False), torch.randn(2, 3, 7)
    assert_close(up(x)[..., ::2], x)
    assert_close(up(torch.ones(1, 3, 5)), torch.ones(1, 3, 10))


def test_linear_agrees_with_torch_interpolate_at_aligned_corners() -> None:
    x = torch.randn(2, 3, 7)
    expected = torch.nn.functional.interpolate(x, size=13, mode="linear", align_corners=True)
    assert_close(LinearUpsampling(channels=3, keep_ends=True)(x), expected)


def test_learned_starts_as_linear_and_stays_between_the_neighbours() -> None:
    up, x = LearnedUpsampling(channels=3, keep_ends=True), torch.randn(2, 3, 7)
    assert_close(up(x), LinearUpsampling(channels=3, keep_ends=True)(x))
    torch.nn.init.constant_(up.weight, 30.0)  # sigmoid 1: repeat the earlier neighbour
    assert_close(up(x)[..., 1::2], x[..., :-1])


def test_transposed_convolution_makes_a_comb_of_a_constant_and_interpolation_none() -> None:
    constant = torch.ones(1, 1, 32)
    transposed = TransposedUpsampling(channels=1, keep_ends=True)
    inner = transposed(constant)[0, 0, 8:-8].detach()
    assert_close(inner[::2], inner[0].expand(len(inner[::2])))  # period two …
    assert abs(inner[0] - inner[1]) > 1e-3  # … and uneven
    even, odd = transposed.conv.weight[0, 0, ::2].sum(), transposed.conv.weight[0, 0, 1::2].sum()
    assert_close((inner[0] - inner[1]).abs(), (even - odd).abs().detach())


PUBLISHED = {  # variants of the paper, two sources except M6
    "M1": {"n_sources": 2, "audio_channels": 1, "difference": False, "context": False},
    "M2": {"n_sources": 2, "audio_channels": 1, "context": False},
    "M3": {"n_sources": 2, "audio_channels": 1},
    "M4": {"n_sources": 2},
    "M5": {"n_sources": 2, "upsampling": "learned"},
    "M6": {},
    "M7": {"n_sources": 2, "audio_channels": 1, "channels": 34},
}


def small(**options) -> WaveUNet:
    return WaveUNet(**{"n_layers": 3, "channels": 4, "kernel_size": 5, "merge_kernel_size": 3} | options).eval()


def count_by_hand(*, audio_channels: int, n_outputs: int, channels: int, learned: bool) -> int:
    widths = [channels * (i + 1) for i in range(13)]
    down = sum(15 * i * o + o for i, o in zip([audio_channels, *widths[:-1]], widths, strict=True))
    up = sum(5 * (widths[i + 1] + widths[i]) * widths[i] + widths[i] for i in range(12))
    last = (widths[0] + audio_channels) * n_outputs * audio_channels + n_outputs * audio_channels
    return down + up + last + (sum(widths[1:]) if learned else 0)


@pytest.mark.parametrize("name", PUBLISHED)
def test_published_variants_have_the_parameters_counted_by_hand(name: str) -> None:
    options = PUBLISHED[name]
    expected = count_by_hand(
        audio_channels=options.get("audio_channels", 2),
        n_outputs=options.get("n_sources", 4) - options.get("difference", True),
        channels=options.get("channels", 24),
        learned=options.get("upsampling") == "learned",
    )
    with torch.device("meta"):
        network = WaveUNet(**options)
    assert sum(parameter.numel() for parameter in network.parameters()) == expected


def test_with_context_16384_wanted_samples_need_the_papers_147443() -> None:
    with torch.device("meta"):
        network = WaveUNet()
    assert network.lengths(16384) == (147443, 16389)
    assert network.margin == (147443 - 16389) // 2


@pytest.mark.parametrize("context", [True, False])
@pytest.mark.parametrize("upsampling", UPSAMPLINGS)
@pytest.mark.parametrize("n", [1, 100, 257])
def test_length_and_channels_are_kept(context: bool, upsampling: str, n: int) -> None:
    assert small(context=context, upsampling=upsampling)(torch.rand(2, 2, n)).shape == (2, 4, 2, n)


@pytest.mark.parametrize("context", [True, False])
def test_sources_add_up_to_the_mixture_exactly_with_the_difference_output(context: bool) -> None:
    mixture = 2 * torch.rand(2, 2, 100) - 1
    assert_close(small(context=context)(mixture).sum(dim=1), mixture)
    assert not torch.allclose(small(context=context, difference=False)(mixture).sum(dim=1), mixture, atol=0.01)


def test_estimates_with_context_do_not_depend_on_where_the_window_starts() -> None:
    network, song = small(), torch.rand(1, 2, 1024) - 0.5
    n_in, n_out = network.lengths(64)
    with torch.no_grad():
        first = network.valid(song[..., :n_in])
        later = network.valid(
            song[..., 16 : 16 + n_in]
        )  # a multiple of 2**n_layers, so decimation meets the same samples
    assert_close(first[..., 16:], later[..., : n_out - 16])


def test_padding_changes_no_estimate_that_had_its_whole_context() -> None:
    network, song = small(), torch.rand(1, 2, 512) - 0.5
    n_in, n_out = network.lengths(512)
    inside = slice(network.margin + 8, 512 - network.margin - 8)
    other = torch.nn.functional.pad(song, ((n_in - n_out) // 2, n_in - 512 - (n_in - n_out) // 2), value=0.3)
    with torch.no_grad():
        assert_close(network(song)[..., inside], network.valid(other)[..., :512][..., inside])


def test_even_kernels_and_unknown_upsampling_are_refused_with_the_value() -> None:
    with pytest.raises(ValueError, match=r"kernel_size must be odd.*got 4"):
        small(kernel_size=4)
    with pytest.raises(ValueError, match=r"merge_kernel_size must be odd.*got 2"):
        small(merge_kernel_size=2)
    with pytest.raises(ValueError, match="upsampling must be one of linear, learned, transposed, got 'nearest'"):
        small(upsampling="nearest")
    with pytest.raises(ValueError, match="n_sources must be at least 2 where the last source is a difference, got 1"):
        small(n_sources=1)
    assert small(n_sources=1, difference=False)(torch.rand(1, 2, 64)).shape == (1, 1, 2, 64)
