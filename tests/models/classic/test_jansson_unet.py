import pytest
import torch
from torch.testing import assert_close

from lasaft_nb.models.classic.jansson_unet import JanssonUNet


def n_parameters(network: torch.nn.Module) -> int:
    return sum(parameter.numel() for parameter in network.parameters())


def published_count(*, skips: bool) -> int:
    """Weights, biases and batch norm of six 5x5 layers down (1, 16 .. 512) and six up, counted by hand."""
    down = [(1, 16), (16, 32), (32, 64), (64, 128), (128, 256), (256, 512)]
    twice = 2 if skips else 1
    up = [(512, 256), (256 * twice, 128), (128 * twice, 64), (64 * twice, 32), (32 * twice, 16), (16 * twice, 1)]
    return sum(25 * i * o + o for i, o in down + up) + 2 * sum(o for _, o in down + up[:-1])


@pytest.mark.parametrize("skips", [True, False])
def test_published_size_has_the_parameters_counted_by_hand(skips: bool) -> None:
    assert n_parameters(JanssonUNet(skips=skips)) == published_count(skips=skips)
    assert published_count(skips=True) == 9_823_313


def test_one_patch_of_512_bins_shrinks_to_2_frames_and_8_bins() -> None:
    network = JanssonUNet().eval()
    shapes = []
    network.encoder[-1].register_forward_hook(lambda module, args, output: shapes.append(tuple(output.shape)))
    with torch.no_grad():
        logits = network(torch.rand(1, 1, 128, 513))
    assert shapes == [(1, 512, 2, 8)]
    assert logits.shape == (1, 1, 128, 513)


@pytest.mark.parametrize("shape", [(2, 1, 5, 33), (1, 1, 64, 64), (1, 1, 1, 17)])
def test_any_number_of_frames_and_bins_comes_back(shape: tuple[int, ...]) -> None:
    network = JanssonUNet(channels=2, n_layers=3).eval()
    assert network(torch.rand(shape)).shape == shape


def test_mask_does_not_depend_on_loudness_and_silence_gives_numbers() -> None:
    network, x = JanssonUNet(channels=2, n_layers=3, in_channels=2).eval(), torch.rand(2, 2, 16, 33)
    assert_close(network(100 * x), network(x), atol=1e-5, rtol=1e-5)
    assert network(torch.zeros_like(x)).isfinite().all()


def test_only_with_skips_does_the_first_map_reach_the_last_layer() -> None:
    x, other = torch.rand(2, 1, 1, 16, 33)
    for skips, changes in ((True, True), (False, False)):
        network = JanssonUNet(channels=2, n_layers=2, skips=skips).eval()
        with torch.no_grad():
            for parameter in network.encoder[1].parameters():
                parameter.zero_()  # nothing passes the bottom
            assert torch.equal(network(x), network(other)) is not changes


def test_dropout_is_in_the_first_three_decoder_layers() -> None:
    rates = [layer[3].p for layer in JanssonUNet(channels=2).decoder if len(layer) > 1]
    assert rates == [0.5, 0.5, 0.5, 0.0, 0.0]


def test_even_kernels_and_no_layers_are_refused_with_the_value() -> None:
    with pytest.raises(ValueError, match=r"kernel_size must be odd.*got 4"):
        JanssonUNet(kernel_size=4)
    with pytest.raises(ValueError, match="n_layers must be at least 1, got 0"):
        JanssonUNet(n_layers=0)
