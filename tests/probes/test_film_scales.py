"""FiLM's scales and shifts are those that the blocks apply; in training they are blurred."""

import pytest
import torch
from torch.testing import assert_close

from lasaft_nb.models import zoo
from lasaft_nb.models.unet import UNet
from lasaft_nb.probes.film_scales import _ratio, clarity, film_of_another, films, scales_and_shifts

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


@pytest.fixture
def trained() -> UNet:
    torch.manual_seed(0)
    return zoo.build("cunet_film", n_fft=32, n_blocks=5, channels=3, n_layers=1).eval()


def test_the_ratio_is_that_of_the_variances_put_in() -> None:
    index = torch.arange(4).repeat(5000)
    gammas = 3.0 * index[:, None] + torch.randn(20_000, 6)  # between: 9 * 1.25; within: 1
    assert _ratio(gammas, index) == pytest.approx(10.51, abs=0.1)


def test_larger_batches_and_no_dropout_make_the_question_clearer(trained: UNet) -> None:
    small, large = (clarity(trained, batch_size=size) for size in (4, 64))
    undropped = clarity(trained, batch_size=64, dropout=0.0)
    in_turn = clarity(trained, batch_size=4, in_turn=True)
    assert list(small) == ["decoder 1", "decoder 2"]
    for block in small:
        assert small[block] < large[block] < undropped[block]
        assert small[block] < in_turn[block]


def test_the_network_and_the_random_numbers_are_left_alone(trained: UNet) -> None:
    before, state = {name: value.clone() for name, value in trained.state_dict().items()}, torch.get_rng_state()
    assert clarity(trained, batch_size=4) == clarity(trained, batch_size=4)
    assert_close(trained.state_dict(), before)
    assert torch.equal(torch.get_rng_state(), state)
    assert not trained.generator.training
