"""The answers of the chapter on conditioning agree with the library."""

import torch

from lasaft_nb.conditioning import FiLM
from lasaft_nb.exercises.conditioning import EXERCISES
from lasaft_nb.models import zoo
from lasaft_nb.probes.film_scales import scales_and_shifts


def film(x, gamma, beta):
    layer = FiLM(channels=len(gamma), condition_dim=1).double()
    for linear, values in ((layer.to_scale, gamma), (layer.to_shift, beta)):
        torch.nn.init.zeros_(linear.weight)
        linear.bias.data = torch.tensor(values)
    return layer(torch.tensor(x)[None], torch.zeros(1, 1).double())[0].detach().numpy()


def test_the_film_of_the_exercise_is_the_librarys() -> None:
    assert EXERCISES["film"].is_right(film)
    assert not EXERCISES["film"].is_right(lambda x, gamma, beta: x)


def test_a_frozen_network_needs_as_many_numbers_as_the_answer_says() -> None:
    tables = scales_and_shifts(zoo.build("cunet_film").eval())
    assert sum(values.numel() for pair in tables.values() for values in pair) == EXERCISES["frozen"].answer
