"""The named networks are those of the thesis, and the one its group went on to."""

import pytest
import torch

from lasaft_nb.models import zoo
from lasaft_nb.models.conditions import by_number, by_sentence
from lasaft_nb.sources import SOURCES

PARAMETERS = {
    "tdc_17": 535_924,
    "tfc_17": 1_562_356,
    "tfc_9_large": 826_228,
    "tfc_7": 639_316,
    "tfc_tdf_7": 992_100,
    "tfc_tdf_17": 1_930_840,
    "tfc_tdf_large": 2_232_132,
    "tfc_tdf_large_no_bottleneck": 11_991_972,
    "mdx_net": 7_423_236,
    "cunet_film": 720_676,
    "cunet_film_tdf": 1_069_508,
    "cunet_film_lasaft": 7_998_436,
    "cunet_gpocm": 1_146_268,
    "cunet_gpocm_tdf": 1_495_100,
    "cunet_gpocm_lasaft": 8_424_028,
    "cunet_gpocm_lightsaft": 2_374_236,
    "lasaft_large": 31_541_908,
}


@pytest.mark.parametrize(("name", "count"), PARAMETERS.items())
def test_a_published_network_has_exactly_its_number_of_trainable_parameters(name: str, count: int) -> None:
    assert sum(p.numel() for p in zoo.build(name).parameters() if p.requires_grad) == count


def questions(entry: zoo.ZooEntry, *sources: str) -> torch.Tensor:
    """A condition for each example."""
    return by_sentence(sources) if entry.reads == "sentence" else by_number(sources)


SMALL = {"n_fft": 64, "n_blocks": 5, "channels": 6, "embedding_dim": 8, "in_channels": 4, "n_layers": 2}


@pytest.mark.parametrize("name", [name for name in zoo.names() if zoo.spec(name).kind == "spectrogram"])
def test_a_spectrogram_network_keeps_the_axes_of_its_input_for_any_number_of_frames(name: str) -> None:
    entry = zoo.spec(name)
    network = entry.build(**{key: value for key, value in SMALL.items() if key in entry.options()})
    x = torch.rand(2, 4, 7, 33)
    arguments = (x, questions(entry, "vocals", "other")) if entry.conditioned else (x,)
    assert network(*arguments).shape == x.shape


@pytest.mark.parametrize("name", [name for name in zoo.names() if zoo.spec(name).conditioned])
def test_every_weight_of_a_conditioned_network_learns(name: str) -> None:
    entry = zoo.spec(name)
    network = entry.build(**{key: value for key, value in SMALL.items() if key in entry.options()})
    network(torch.rand(4, 4, 8, 33), questions(entry, *SOURCES)).square().mean().backward()
    assert all(parameter.grad is not None for parameter in network.parameters())


@pytest.mark.parametrize("name", [n for n in zoo.names() if n.startswith(("cunet", "lasaft", "amss"))])
def test_another_condition_gives_another_output(name: str) -> None:
    entry = zoo.spec(name)
    network = entry.build(**{key: value for key, value in SMALL.items() if key in entry.options()}).eval()
    x = torch.rand(1, 4, 8, 33)
    first, second = network(x, questions(entry, "vocals")), network(x, questions(entry, "drums"))
    assert not torch.allclose(first, second)


def test_an_unknown_name_is_refused_with_the_names_there_are() -> None:
    with pytest.raises(ValueError, match=r"name must be one of tdc_17, .*got 'tfc_8'"):
        zoo.build("tfc_8")


def test_an_unknown_size_is_refused_with_the_sizes_there_are() -> None:
    with pytest.raises(ValueError, match=r"tdc_17 has no bottleneck; its sizes are n_layers, .*n_fft"):
        zoo.build("tdc_17", bottleneck=3)
