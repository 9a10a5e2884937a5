"""The answers of the chapter on AMSS-Net agree with the library."""

from math import tanh

from lasaft_nb.conditioning.word_attention import WordsToPoCM
from lasaft_nb.exercises.amss_net import EXERCISES
from lasaft_nb.models.amss_net import AmssSize


def test_the_generator_of_the_exercise_has_as_many_parameters_as_the_answer_says() -> None:
    size = AmssSize()
    channels = size.n_latent_channels
    generator = WordsToPoCM(
        word_dim=size.word_dim, key_dim=size.key_dim, n_tasks=3, in_channels=channels, out_channels=channels
    )
    assert sum(parameter.numel() for parameter in generator.parameters()) == EXERCISES["generator"].answer


def test_a_gate_in_the_wrong_place_is_noticed() -> None:
    assert EXERCISES["smpocm"].is_right(lambda x, s, i: i * tanh(s * x) + (1 - s) * x)
    assert not EXERCISES["smpocm"].is_right(lambda x, s, i: i * s * tanh(x) + (1 - s) * x)
