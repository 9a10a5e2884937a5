import pytest
import torch

from lasaft_nb.models import zoo
from lasaft_nb.probes.offsets import OFFSETS, without_offsets


@pytest.fixture
def network() -> torch.nn.Module:
    """A small network that has seen data in training mode, so that its running means are not zero."""
    network = zoo.build("tfc_tdf_7", n_fft=128, channels=2, n_layers=1, n_blocks=3, min_units=4)
    with torch.no_grad():
        network.train()(torch.randn(2, 4, 8, 65))
        for parameter in network.parameters():
            parameter.add_(0.1 * torch.randn_like(parameter))
    return network.eval()


def answer_to_nothing(network: torch.nn.Module) -> float:
    with torch.no_grad():
        return float(network(torch.zeros(1, 4, 8, 65)).abs().max())


def test_zeros_give_zeros_only_when_all_three_offsets_are_gone(network: torch.nn.Module) -> None:
    assert answer_to_nothing(without_offsets(network, OFFSETS)) == 0
    for kept in OFFSETS:
        assert answer_to_nothing(without_offsets(network, [kind for kind in OFFSETS if kind != kept])) > 1e-3


def test_the_network_itself_is_left_as_it_was(network: torch.nn.Module) -> None:
    before = answer_to_nothing(network)
    without_offsets(network, OFFSETS)
    assert answer_to_nothing(network) == before > 0


def test_recurrent_layers_lose_their_biases_too() -> None:
    network = zoo.build("tdc_rnn_7", n_fft=128, channels=2, n_layers=1, n_blocks=3, min_units=4)
    assert answer_to_nothing(without_offsets(network, OFFSETS)) == 0


def test_an_unknown_kind_is_named() -> None:
    with pytest.raises(ValueError, match="biases, shifts, running means, got gains"):
        without_offsets(torch.nn.Linear(1, 1), ["gains"])
