"""FiLM against equation 4.1."""

import torch
from torch.testing import assert_close

from lasaft_nb.conditioning import FiLM


def test_film_scales_and_shifts_every_channel_by_itself() -> None:
    film, x, condition = FiLM(channels=3, condition_dim=5), torch.randn(2, 3, 4, 6), torch.randn(2, 5)
    gamma, beta, y = film.to_scale(condition), film.to_shift(condition), film(x, condition)
    for b in range(2):
        for c in range(3):
            assert_close(y[b, c], gamma[b, c] * x[b, c] + beta[b, c])


def test_a_constant_gamma_of_one_and_beta_of_zero_leave_x_alone() -> None:
    film = FiLM(channels=3, condition_dim=5)
    for layer, value in ((film.to_scale, 1.0), (film.to_shift, 0.0)):
        torch.nn.init.zeros_(layer.weight)
        torch.nn.init.constant_(layer.bias, value)
    x = torch.randn(2, 3, 4, 6)
    assert_close(film(x, torch.randn(2, 5)), x)


def test_normalised_scales_and_shifts_have_no_mean_and_a_spread_of_one_over_the_questions_of_a_batch() -> None:
    film, x, condition = FiLM(channels=3, condition_dim=5, normalise=True), torch.ones(8, 3, 1, 2), torch.randn(8, 5)
    both, shift = film(x, condition), film(torch.zeros_like(x), condition)
    for values in (shift, both - shift):
        of_channel = values[..., 0, 0]
        assert_close(of_channel.mean(dim=0), torch.zeros(3), atol=1e-5, rtol=0)
        assert_close(of_channel.var(dim=0, correction=0), torch.ones(3), atol=1e-2, rtol=0)
