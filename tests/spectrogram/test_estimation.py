"""The four estimation methods: what they read, what they make of an output, and what they do with silence."""

import pytest
import torch
from torch import Tensor
from torch.testing import assert_close

from lasaft_nb.spectrogram import CME, DCSE, DME, MME, by_name, methods, to_channels


def complex_noise(*shape: int) -> Tensor:
    return torch.randn(*shape, dtype=torch.complex64)


NAMES = methods.names()
DIRECT = ("DCSE", "DME", "DME-log")  # all others are masks


@pytest.mark.parametrize("name", NAMES)
def test_channels_fit_what_is_read_and_written(name: str) -> None:
    method, mixture = by_name(name), complex_noise(2, 2, 3, 5)
    assert method.features(mixture).shape == (2, method.in_channels(2), 3, 5)
    assert method.estimate(torch.randn(2, method.out_channels(2), 3, 5), mixture).shape == mixture.shape


@pytest.mark.parametrize("name", [n for n in NAMES if n.removesuffix("-levels") not in DIRECT])
def test_masks_of_silence_give_exactly_silence(name: str) -> None:
    silence = torch.zeros(1, 2, 3, 5, dtype=torch.complex64)
    assert not by_name(name).estimate(torch.randn(1, by_name(name).out_channels(), 3, 5), silence).any()


@pytest.mark.parametrize("name", DIRECT)
def test_direct_methods_can_make_sound_out_of_silence(name: str) -> None:
    silence = torch.zeros(1, 2, 3, 5, dtype=torch.complex64)
    assert by_name(name).estimate(torch.ones(1, by_name(name).out_channels(), 3, 5), silence).any()


@pytest.mark.parametrize("name", [n for n in NAMES if not n.startswith("stereo-mask") and not n.endswith("-levels")])
def test_no_output_comes_nearer_to_the_target_than_the_best_estimate(name: str) -> None:
    method, mixture, target = by_name(name), complex_noise(1, 2, 3, 5), complex_noise(1, 2, 3, 5)
    output = torch.rand(1, method.out_channels(), 3, 5).requires_grad_()  # positive: below zero, DME's ReLU is stuck
    optimizer = torch.optim.Adam([output], lr=0.1)
    for _ in range(400):
        optimizer.zero_grad()
        method.loss(output, mixture, target).backward()
        optimizer.step()
    found = method.loss(output.detach(), mixture, target)
    best = method.best(mixture, target)
    size = (lambda z: z.abs()) if method.channels_per_channel == 1 else to_channels
    assert_close(found, (size(best) - size(target)).square().mean(), atol=5e-3, rtol=0)
    assert_close(method.estimate(output.detach(), mixture), best, atol=0.1, rtol=0)


@pytest.mark.parametrize("name", [n for n in NAMES if n.startswith("CME")])
def test_the_best_mask_is_finite_where_the_mixture_is_zero(name: str) -> None:
    target = complex_noise(1, 1, 1, 4)
    mixture = torch.tensor([0j, 1 + 0j, 1j, 1 + 1j]).view(1, 1, 1, 4)
    assert by_name(name).best(mixture, target).isfinite().all()


def test_what_a_channelwise_mask_can_reach_depends_on_the_mixtures_phase_and_a_complex_one_does_not() -> None:
    target, mixture = complex_noise(1, 1, 8, 8), complex_noise(1, 1, 8, 8)
    turn = torch.polar(torch.tensor(1.0), torch.tensor(0.7))

    def error(name: str, by: complex) -> Tensor:
        best = by_name(name).best(by * mixture, by * target)
        return (best - by * target).abs().square().mean()

    assert_close(error("CME-tanh-complex", turn), error("CME-tanh-complex", 1.0))
    assert (error("CME-tanh", turn) - error("CME-tanh", 1.0)).abs() > 1e-3


def test_log_features_are_log_of_one_plus_the_magnitude() -> None:
    mixture = complex_noise(1, 2, 3, 5)
    assert_close(MME(log=True).features(mixture), torch.log(1 + mixture.abs()))
    assert_close(DME().features(mixture), mixture.abs())


@pytest.mark.parametrize("method", [DME(), MME()])
def test_magnitude_methods_keep_the_mixtures_phase(method: DME | MME) -> None:
    mixture, output = complex_noise(1, 2, 3, 5), torch.rand(1, 2, 3, 5) + 0.1
    assert_close(method.estimate(output, mixture).angle(), mixture.angle(), atol=1e-5, rtol=1e-5)


def test_a_direct_magnitude_is_not_negative() -> None:
    assert not DME().estimate(torch.full((1, 2, 3, 5), -2.0), complex_noise(1, 2, 3, 5)).any()


def test_a_channelwise_mask_scales_real_and_imaginary_parts_by_their_own_values() -> None:
    mixture, output = complex_noise(1, 2, 3, 5), torch.randn(1, 4, 3, 5)
    mask = output.tanh()
    expected = torch.complex(mask[:, :2] * mixture.real, mask[:, 2:] * mixture.imag)
    assert_close(CME(activation="tanh").estimate(output, mixture), expected)


def test_a_complex_mask_is_a_product_of_complex_numbers() -> None:
    mixture, output = complex_noise(1, 2, 3, 5), torch.randn(1, 4, 3, 5)
    mask = output.sigmoid()
    a, b, c, d = mask[:, :2], mask[:, 2:], mixture.real, mixture.imag
    estimate = CME(activation="sigmoid", product="complex").estimate(output, mixture)
    assert_close(estimate, torch.complex(a * c - b * d, a * d + b * c))


def test_the_true_output_has_no_loss() -> None:
    mixture, target = complex_noise(1, 2, 3, 5), complex_noise(1, 2, 3, 5)
    assert DCSE().loss(to_channels(target), mixture, target) == 0
    assert DME().loss(target.abs(), mixture, target) == 0


def test_magnitude_methods_compare_magnitudes_only() -> None:
    mixture, target = complex_noise(1, 2, 3, 5), complex_noise(1, 2, 3, 5)
    output = torch.rand(1, 2, 3, 5)
    assert_close(DME().loss(output, mixture, target), DME().loss(output, mixture, -1j * target))


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: by_name("CME"), "estimation must be one of DCSE, .*, got 'CME'"),
        (lambda: CME(activation="relu"), "activation must be 'sigmoid' or 'tanh', got 'relu'"),
        (lambda: CME(product="dot"), "product must be 'channelwise' or 'complex', got 'dot'"),
    ],
)
def test_a_name_that_is_none_is_refused(make: object, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        make()


def test_a_stereo_mask_can_double_a_source_and_move_it_to_the_other_side() -> None:
    method, mixture = by_name("stereo-mask"), complex_noise(1, 2, 3, 5)
    left_right = torch.tensor([-1.0, 2.0, 1.0, -1.0]).reshape(1, 4, 1, 1).expand(1, 4, 3, 5)  # LL, LR, RL, RR
    assert_close(method.estimate(0 * left_right, mixture), mixture)
    assert_close(method.estimate(left_right, mixture), torch.stack((2 * mixture[:, 1], mixture[:, 0]), dim=1))


def test_a_stereo_mask_reaches_every_target_unless_the_sides_share_a_phase() -> None:
    method, mixture, target = by_name("stereo-mask"), complex_noise(1, 2, 3, 5), complex_noise(1, 2, 3, 5)
    assert_close(method.best(mixture, target), target, atol=1e-3, rtol=0)
    same = torch.cat((mixture[:, :1], -2 * mixture[:, :1]), dim=1)
    direction = same[:, :1] / same[:, :1].abs()
    assert_close(method.best(same, target), (target * direction.conj()).real * direction, atol=1e-3, rtol=0)
