"""The answers of these chapters agree with the library, and usual mistakes are refused."""

import numpy as np
import pytest
import torch

from lasaft_nb.blocks import TDF, TFC
from lasaft_nb.exercises.frequency_transformation import COMPARISON, ESTIMATION_METHODS, INSIDE_TDF, UNET_AND_BLOCKS
from lasaft_nb.metrics.framewise import framewise_sdr
from lasaft_nb.models.classic.oracle import ideal_ratio_mask
from lasaft_nb.models.classic.wiener import step
from lasaft_nb.probes.cost import multiply_adds
from lasaft_nb.probes.tdf_maps import on_line
from lasaft_nb.spectrogram import by_name


def best(name: str, target: np.ndarray, mixture: np.ndarray) -> np.ndarray:
    four = [torch.tensor(np.atleast_1d(x), dtype=torch.complex64).view(1, 1, 1, -1) for x in (mixture, target)]
    return by_name(name).best(*four).numpy().ravel()


def test_channels_are_those_of_the_library() -> None:
    assert ESTIMATION_METHODS["channels"].is_right(by_name("CME-tanh").in_channels(2))
    assert ESTIMATION_METHODS["channels"].is_right(by_name("CME-tanh").out_channels(2))


def test_a_mask_of_zeros_before_the_sigmoid_scores_what_the_answer_says() -> None:
    sound = np.random.default_rng(0).standard_normal((1000, 2))
    assert ESTIMATION_METHODS["zero"].is_right(framewise_sdr(sound, sound / 2, 1000)[0])


def test_the_best_magnitude_mask_is_the_library_s() -> None:
    assert ESTIMATION_METHODS["mask"].is_right(
        lambda target, mixture: np.abs(best("MME", target, mixture)) / np.abs(mixture)
    )
    assert not ESTIMATION_METHODS["mask"].is_right(lambda target, mixture: np.abs(target) / np.abs(mixture))


def test_what_a_channelwise_mask_leaves_is_the_library_s() -> None:
    assert ESTIMATION_METHODS["left"].is_right(lambda t, m: float(np.abs(best("CME-tanh", t, m) - t)[0]))
    assert not ESTIMATION_METHODS["left"].is_right(lambda t, m: float(np.abs(best("CME-tanh-complex", t, m) - t)[0]))


def test_the_tdf_of_the_exercise_has_as_many_parameters_as_the_answer_says() -> None:
    tdf = TDF(channels=24, n_in=512)
    assert sum(parameter.numel() for parameter in tdf.parameters()) == UNET_AND_BLOCKS["count"].answer


def test_five_layers_reach_exactly_as_far_as_the_answer_says() -> None:
    block = TFC(in_channels=4, channels=4, n_layers=5).eval()
    x = torch.randn(1, 4, 8, 41, requires_grad=True)
    (gradient,) = torch.autograd.grad(block(x)[0, :, 4, 20].sum(), x)
    reached = gradient.abs().sum((0, 1, 2)).nonzero().flatten() - 20
    assert (reached.min(), reached.max()) == (-5, 5)
    assert UNET_AND_BLOCKS["layers"].is_right(lambda distance: distance)
    assert not UNET_AND_BLOCKS["layers"].is_right(lambda distance: distance // 2)


def test_the_tdf_of_the_exercise_works_as_much_as_the_answer_says() -> None:
    tdf = TDF(channels=24, n_in=1024, bottleneck_factor=16)
    assert multiply_adds(tdf, torch.zeros(1, 24, 1, 1024)) == UNET_AND_BLOCKS["work"].answer


def test_a_bin_and_its_partner_lie_on_the_line_of_their_ratio() -> None:
    for (row, p, q), column in INSIDE_TDF["partner"].cases:
        assert p == q or on_line(512, p / q)[row, column]
    assert INSIDE_TDF["partner"].is_right(lambda row, p, q: int((row + 0.5) * q / p))


def test_what_a_layer_makes_of_zeros_is_what_the_answer_says() -> None:
    for (bias, mean, deviation, scale, shift), expected in INSIDE_TDF["silence"].cases:
        tdf = TDF(channels=1, n_in=3, bottleneck_factor=None).eval()
        linear, norm, _ = tdf.layers[0]
        norm.eps = 1e-12  # older versions of torch take no 0
        for tensor, value in (
            (linear.bias, bias),
            (norm.running_mean, mean),
            (norm.running_var, deviation**2),
            (norm.weight, scale),
            (norm.bias, shift),
        ):
            tensor.data.fill_(value)
        torch.testing.assert_close(tdf(torch.zeros(1, 1, 1, 3))[0, 0, 0], torch.full((3,), expected))


def test_the_gain_is_what_the_filter_of_one_channel_gives() -> None:
    sources = np.array([3.0, 1.0, 2.0]).reshape(3, 1, 1, 1) + 0j
    assert step(sources, np.ones((1, 1, 1)) + 0j)[2].real.item() == pytest.approx(COMPARISON["gain"].answer, rel=1e-4)


def test_the_masks_are_those_of_the_library_where_anything_sounds() -> None:
    exercise = COMPARISON["mask"]
    assert exercise.is_right(lambda m: ideal_ratio_mask(m, m.sum(axis=0), power=2))
    assert not exercise.is_right(lambda m: ideal_ratio_mask(m, m.sum(axis=0), power=1))
