"""The named networks are exactly those of the thesis."""

import pytest
import torch

from lasaft_nb.models import zoo

PARAMETERS = {
    "tdc_17": 535_924,
    "tfc_17": 1_562_356,
    "tfc_9_large": 826_228,
    "tfc_7": 639_316,
    "tfc_tdf_7": 992_100,
    "tfc_tdf_17": 1_930_840,
    "tfc_tdf_large": 2_232_132,
    "tfc_tdf_large_no_bottleneck": 11_991_972,
}


@pytest.mark.parametrize(("name", "count"), PARAMETERS.items())
def test_a_network_of_the_thesis_has_exactly_its_number_of_trainable_parameters(name: str, count: int) -> None:
    assert sum(p.numel() for p in zoo.build(name).parameters() if p.requires_grad) == count


@pytest.mark.parametrize("name", [name for name in zoo.names() if zoo.spec(name).kind == "spectrogram"])
def test_a_spectrogram_network_keeps_the_axes_of_its_input_for_any_number_of_frames(name: str) -> None:
    entry = zoo.spec(name)
    network = entry.build(n_fft=64, n_blocks=5, channels=6)
    x = torch.randn(2, 4, 7, 33)
    arguments = (x, torch.tensor([0, 3])) if entry.conditioned else (x,)
    assert network(*arguments).shape == x.shape


def test_an_unknown_name_is_refused_with_the_names_there_are() -> None:
    with pytest.raises(ValueError, match=r"name must be one of tdc_17, .*got 'tfc_8'"):
        zoo.build("tfc_8")


def test_an_unknown_size_is_refused_with_the_sizes_there_are() -> None:
    with pytest.raises(ValueError, match=r"tdc_17 has no bottleneck; its sizes are n_layers, .*n_fft"):
        zoo.build("tdc_17", bottleneck=3)
