"""The answers of the chapter on LaSAFT and GPoCM agree with the library."""

import numpy as np
import torch

from lasaft_nb.conditioning import LaSAFT, LatentAttention, point_wise
from lasaft_nb.exercises.lasaft_gpocm import EXERCISES


def test_the_wide_layer_of_the_exercise_has_as_many_weights_as_the_answer_says() -> None:
    block = LaSAFT(channels=1, n_bins=512, attention=LatentAttention(embedding_dim=4, n_latent_sources=6))
    assert block.tdf.layers[1][0].weight.numel() == EXERCISES["wide"].answer


def test_the_effective_number_of_the_solution_is_right_and_the_entropy_itself_is_not() -> None:
    def entropy(weights: list[float]) -> float:
        return -sum(weight * np.log(weight) for weight in weights if weight > 0)

    assert EXERCISES["effective"].is_right(lambda weights: np.exp(entropy(weights)))
    assert not EXERCISES["effective"].is_right(entropy)


def test_the_pocm_of_the_solution_does_what_film_does() -> None:
    def as_pocm(gamma: np.ndarray, beta: np.ndarray) -> np.ndarray:
        return np.column_stack([np.diag(gamma), beta])

    assert EXERCISES["film"].is_right(as_pocm)
    gamma, beta, x = np.array([2.0, 3.0]), np.array([0.0, 1.0]), torch.randn(1, 2, 4, 5)
    made = torch.from_numpy(as_pocm(gamma, beta)).float()
    modulated = point_wise(x, made[None, :, :2], made[None, :, 2])
    film = torch.tensor(gamma).view(2, 1, 1) * x + torch.tensor(beta).view(2, 1, 1)
    torch.testing.assert_close(modulated, film.float())
