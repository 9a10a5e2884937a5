from copy import deepcopy

import pytest
import torch
from torch import Tensor, nn
from torch.testing import assert_close

from lasaft_nb.blocks import TFC
from lasaft_nb.blocks.tfc import recompute_dense_layers
from lasaft_nb.errors import UserError
from lasaft_nb.models import zoo
from lasaft_nb.probes.cost import peak_bytes

SIZES = {"n_fft": 64, "n_blocks": 3, "channels": 4, "n_layers": 3}
NETWORKS = ("tdc_17", "tdc_rnn_7", "tfc_7", "tfc_tdf_7")


def pair(name: str) -> tuple[nn.Module, nn.Module]:
    plain = zoo.build(name, **SIZES).train()
    return plain, recompute_dense_layers(deepcopy(plain))


def step(network: nn.Module, x: Tensor) -> Tensor:
    loss = network(x).square().mean()
    loss.backward()
    return loss.detach()


@pytest.mark.parametrize("name", NETWORKS)
def test_loss_gradients_and_running_statistics_stay_what_they_were(name: str) -> None:
    plain, frugal = pair(name)
    x = torch.randn(2, 4, 8, 33)
    for _ in range(2):
        assert_close(step(frugal, x), step(plain, x))
    for (key, one), other in zip(plain.named_parameters(), frugal.parameters(), strict=True):
        assert_close(other.grad, one.grad, msg=lambda words, key=key: f"{key}: {words}")
    assert plain.state_dict().keys() == frugal.state_dict().keys()
    for key, value in plain.state_dict().items():
        assert_close(frugal.state_dict()[key], value, msg=lambda words, key=key: f"{key}: {words}")


def test_evaluation_is_as_it_was() -> None:
    plain, frugal = pair("tfc_tdf_7")
    x = torch.randn(1, 4, 8, 33)
    with torch.no_grad():
        assert_close(frugal.eval()(x), plain.eval()(x))


def test_a_network_needs_less_than_half_the_memory_to_train() -> None:
    plain = zoo.build("tfc_7", n_fft=256, n_blocks=5, channels=8).train()
    frugal = recompute_dense_layers(deepcopy(plain))
    x = torch.randn(1, 4, 16, 129)
    kept, again = (peak_bytes(lambda model=model: step(model, x), training=True) for model in (plain, frugal))
    assert again < 0.5 * kept


def test_a_copy_recomputes_its_own_layers() -> None:
    frugal = recompute_dense_layers(TFC(in_channels=2, channels=3, n_layers=2))
    copied = deepcopy(frugal)
    step(copied, torch.randn(1, 2, 4, 5))
    assert all(parameter.grad is None for parameter in frugal.parameters())
    assert all(parameter.grad is not None for parameter in copied.parameters())


def test_a_network_without_dense_blocks_is_refused() -> None:
    with pytest.raises(UserError, match="no dense blocks"):
        recompute_dense_layers(nn.Linear(2, 2))
