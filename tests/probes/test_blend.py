import pytest
import torch
from torch.testing import assert_close

from lasaft_nb.models import zoo
from lasaft_nb.probes.blend import blended

SIZES = {"n_fft": 128, "n_blocks": 3, "channels": 4, "n_layers": 1}


@pytest.fixture
def network() -> torch.nn.Module:
    return zoo.build("cunet_gpocm_lasaft", **SIZES).eval()


def answer(network: torch.nn.Module, source: int) -> torch.Tensor:
    x = torch.randn(1, 4, 8, 65, generator=torch.Generator().manual_seed(1))
    with torch.no_grad():
        return network(x, torch.tensor([source]))


def test_a_blend_of_one_source_is_that_source_whatever_is_asked_for(network) -> None:
    drums = answer(network, 1)
    with blended(network, {"drums": 1.0}):
        assert_close(answer(network, 0), drums)
    assert not torch.allclose(answer(network, 0), drums)


def test_half_way_is_the_mean_of_the_two_embeddings(network) -> None:
    with blended(network, {"vocals": 0.5, "other": 0.5}):
        half = answer(network, 1)
    embedding = network.generator.embedding.weight
    embedding.data[2] = embedding.data[[0, 3]].mean(0)
    assert_close(answer(network, 2), half)


def test_what_is_no_source_and_networks_without_conditions_are_refused(network) -> None:
    with pytest.raises(ValueError, match="weights must name sources among vocals"):
        blended(network, {"flute": 1.0}).__enter__()
    with pytest.raises(ValueError, match="must be conditioned on a source"):
        blended(zoo.build("tfc_7", **SIZES), {"drums": 1.0}).__enter__()
