"""The answers of the chapter on AMSS-Net agree with the library."""

from collections.abc import Callable
from math import log, tanh

import pytest
import torch
from torch import nn

from lasaft_nb.conditioning.smpocm import SMPoCM
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


class Fixed(nn.Module):
    """Three point-wise convolutions of one channel: gates of a set value, a manipulation that changes nothing."""

    def __init__(self, s: float, i: float) -> None:
        super().__init__()
        self.gates = [log(max(share, 1e-12) / max(1 - share, 1e-12)) for share in (s, i)]

    def forward(self, words: object) -> list[tuple[torch.Tensor, torch.Tensor]]:
        select, let_out = self.gates
        pairs = ((0.0, select), (1.0, 0.0), (0.0, let_out))  # (weight, bias); the gates see no x
        return [(torch.full((1, 1, 1), weight), torch.full((1, 1), bias)) for weight, bias in pairs]


def by_the_library(x: float, s: float, i: float) -> float:
    """The network's own SMPoCM of one number."""
    network = SMPoCM(channels=1, word_dim=1, key_dim=1)
    network.to_pocm = Fixed(s, i)
    return float(network(torch.full((1, 1, 1, 1), x), None))


def test_the_exercise_takes_what_the_network_computes() -> None:
    assert EXERCISES["smpocm"].is_right(by_the_library)


@pytest.mark.parametrize(
    "wrong",
    [
        lambda x, s, i: i * s * tanh(x) + (1 - s) * x,  # s outside of the tanh
        lambda x, s, i: i * tanh(s * x) + s * x,  # the other share is kept
        lambda x, s, i: tanh(s * x) + (1 - s) * x,  # without the second gate
        lambda x, s, i: i * s * x + (1 - s) * x,  # without the tanh
    ],
)
def test_a_gate_in_the_wrong_place_is_noticed(wrong: Callable[..., float]) -> None:
    assert not EXERCISES["smpocm"].is_right(wrong)
