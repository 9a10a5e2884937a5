"""How clearly a question is heard in training."""

import pytest
import torch
from torch.testing import assert_close

from lasaft_nb.models import zoo
from lasaft_nb.models.unet import UNet
from lasaft_nb.probes.film_noise import _ratio, clarity


@pytest.fixture
def network() -> UNet:
    torch.manual_seed(0)
    return zoo.build("cunet_film", n_fft=32, n_blocks=5, channels=3, n_layers=1).eval()


def test_the_ratio_is_that_of_the_variances_put_in() -> None:
    index = torch.arange(4).repeat(5000)
    gammas = 3.0 * index[:, None] + torch.randn(20_000, 6)  # between: 9 * 1.25; within: 1
    assert _ratio(gammas, index) == pytest.approx(10.51, abs=0.1)


def test_larger_batches_and_no_dropout_make_the_question_clearer(network: UNet) -> None:
    small, large = (clarity(network, batch_size=size) for size in (4, 64))
    undropped = clarity(network, batch_size=64, dropout=0.0)
    in_turn = clarity(network, batch_size=4, in_turn=True)
    assert list(small) == ["decoder 1", "decoder 2"]
    for block in small:
        assert small[block] < large[block] < undropped[block]
        assert small[block] < in_turn[block]


def test_the_network_and_the_random_numbers_are_left_alone(network: UNet) -> None:
    before, state = {name: value.clone() for name, value in network.state_dict().items()}, torch.get_rng_state()
    assert clarity(network, batch_size=4) == clarity(network, batch_size=4)
    assert_close(network.state_dict(), before)
    assert torch.equal(torch.get_rng_state(), state)
    assert not network.generator.training
