"""The answers of the chapter on the U-Net's blocks agree with the library."""

import torch

from lasaft_nb.blocks import TDF, TFC
from lasaft_nb.exercises.unet_and_blocks import EXERCISES
from lasaft_nb.probes.cost import multiply_adds


def test_the_tdf_of_the_exercise_has_as_many_parameters_as_the_answer_says() -> None:
    tdf = TDF(channels=24, n_in=512)
    assert sum(parameter.numel() for parameter in tdf.parameters()) == EXERCISES["count"].answer


def test_five_layers_reach_exactly_as_far_as_the_answer_says() -> None:
    block = TFC(in_channels=4, channels=4, n_layers=5).eval()
    x = torch.randn(1, 4, 8, 41, requires_grad=True)
    (gradient,) = torch.autograd.grad(block(x)[0, :, 4, 20].sum(), x)
    reached = gradient.abs().sum((0, 1, 2)).nonzero().flatten() - 20
    assert (reached.min(), reached.max()) == (-5, 5)
    assert EXERCISES["layers"].is_right(lambda distance: distance)
    assert not EXERCISES["layers"].is_right(lambda distance: distance // 2)


def test_the_tdf_of_the_exercise_works_as_much_as_the_answer_says() -> None:
    tdf = TDF(channels=24, n_in=1024, bottleneck_factor=16)
    assert multiply_adds(tdf, torch.zeros(1, 24, 1, 1024)) == EXERCISES["work"].answer
