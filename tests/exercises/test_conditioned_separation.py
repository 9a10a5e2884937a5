"""The answers of these chapters agree with the library, and usual mistakes are refused."""

import numpy as np
import torch

from lasaft_nb.conditioning import FiLM, LaSAFT, LatentAttention, point_wise
from lasaft_nb.exercises.conditioned_separation import CONDITIONING, LASAFT_GPOCM
from lasaft_nb.models import zoo
from lasaft_nb.probes.film_scales import scales_and_shifts


def film(x, gamma, beta):
    layer = FiLM(channels=len(gamma), condition_dim=1).double()
    for linear, values in ((layer.to_scale, gamma), (layer.to_shift, beta)):
        torch.nn.init.zeros_(linear.weight)
        linear.bias.data = torch.tensor(values)
    return layer(torch.tensor(x)[None], torch.zeros(1, 1).double())[0].detach().numpy()


def test_the_film_of_the_exercise_is_the_librarys() -> None:
    assert CONDITIONING["film"].is_right(film)
    assert not CONDITIONING["film"].is_right(lambda x, gamma, beta: x)


def test_a_frozen_network_needs_as_many_numbers_as_the_answer_says() -> None:
    tables = scales_and_shifts(zoo.build("cunet_film").eval())
    assert sum(values.numel() for pair in tables.values() for values in pair) == CONDITIONING["frozen"].answer


def test_the_wide_layer_of_the_exercise_has_as_many_weights_as_the_answer_says() -> None:
    block = LaSAFT(channels=1, n_bins=512, attention=LatentAttention(embedding_dim=4, n_latent_sources=6))
    assert block.tdf.layers[1][0].weight.numel() == LASAFT_GPOCM["wide"].answer


def test_the_effective_number_of_the_solution_is_right_and_the_entropy_itself_is_not() -> None:
    def entropy(weights: list[float]) -> float:
        return -sum(weight * np.log(weight) for weight in weights if weight > 0)

    assert LASAFT_GPOCM["effective"].is_right(lambda weights: np.exp(entropy(weights)))
    assert not LASAFT_GPOCM["effective"].is_right(entropy)


def test_the_pocm_of_the_solution_does_what_film_does() -> None:
    def as_pocm(gamma: np.ndarray, beta: np.ndarray) -> np.ndarray:
        return np.column_stack([np.diag(gamma), beta])

    assert LASAFT_GPOCM["film"].is_right(as_pocm)
    gamma, beta, x = np.array([2.0, 3.0]), np.array([0.0, 1.0]), torch.randn(1, 2, 4, 5)
    made = torch.from_numpy(as_pocm(gamma, beta)).float()
    modulated = point_wise(x, made[None, :, :2], made[None, :, 2])
    film = torch.tensor(gamma).view(2, 1, 1) * x + torch.tensor(beta).view(2, 1, 1)
    torch.testing.assert_close(modulated, film.float())
