"""The answers of the chapter on the inside of a TDF agree with the library."""

import torch

from lasaft_nb.blocks import TDF
from lasaft_nb.exercises.inside_tdf import EXERCISES
from lasaft_nb.probes.harmonic_lines import on_line


def test_a_bin_and_its_partner_lie_on_the_line_of_their_ratio() -> None:
    for (row, p, q), column in EXERCISES["partner"].cases:
        assert p == q or on_line(512, p / q)[row, column]
    assert EXERCISES["partner"].is_right(lambda row, p, q: int((row + 0.5) * q / p))


def test_what_a_layer_makes_of_zeros_is_what_the_answer_says() -> None:
    for (bias, mean, deviation, scale, shift), expected in EXERCISES["silence"].cases:
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
