"""Gammas and betas per source, and the exchange of one block's."""

import pytest
import torch
from torch.testing import assert_close

from lasaft_nb.models import zoo
from lasaft_nb.models.unet import UNet
from lasaft_nb.probes.film_probe import film_of_another, films, scales_and_shifts

SIZES = {"n_fft": 32, "n_blocks": 5, "channels": 3, "n_layers": 1, "embedding_dim": 4}
X = torch.rand(1, 4, 8, 17)


@pytest.fixture
def network() -> UNet:
    return zoo.build("cunet_film", **SIZES).eval()


def test_blocks_are_named_in_the_order_of_the_signal(network: UNet) -> None:
    assert list(films(network)) == ["decoder 1", "decoder 2"]
    assert list(films(zoo.build("cunet_film_encoder", **SIZES))) == ["encoder 1", "encoder 2"]


def test_scales_and_shifts_are_those_that_the_blocks_apply(network: UNet) -> None:
    heard = {}
    for name, film in films(network).items():
        film.register_forward_hook(lambda _, inputs, y, name=name: heard.__setitem__(name, (inputs[0], y)))
    network(X, torch.tensor([2]))
    for name, (gamma, beta) in scales_and_shifts(network).items():
        x, y = heard[name]
        assert gamma.shape == beta.shape == (4, 3)
        assert_close(y, gamma[2].view(1, 3, 1, 1) * x + beta[2].view(1, 3, 1, 1))


def test_all_blocks_of_another_source_make_it_that_source_and_one_block_makes_neither(network: UNet) -> None:
    drums, bass = (network(X, torch.tensor([place])) for place in (1, 2))
    with film_of_another(network, 2, blocks=films(network)):
        assert_close(network(X, torch.tensor([1])), bass)
    with film_of_another(network, 2, blocks=["decoder 2"]):
        mixed = network(X, torch.tensor([1]))
    assert not torch.allclose(mixed, bass)
    assert not torch.allclose(mixed, drums)
    assert_close(network(X, torch.tensor([1])), drums)


def test_networks_and_blocks_without_film_are_refused(network: UNet) -> None:
    with pytest.raises(ValueError, match="must have FiLM layers, got a UNet without"):
        films(zoo.build("tfc_7", n_fft=32, n_blocks=3))
    with (
        pytest.raises(ValueError, match="blocks must be among decoder 1, decoder 2, got middle"),
        film_of_another(network, 0, blocks=["middle"]),
    ):
        pass
