import pytest
import torch
from torch import nn

from lasaft_nb.probes.checkerboard import FLOOR, LAYERS, comb_level, levels


def test_a_square_wave_on_a_constant_has_the_level_of_its_amplitude() -> None:
    response = torch.tensor([1.1, 0.9]).repeat(20)
    assert comb_level(response, period=2) == pytest.approx(-20, abs=1e-4)


def test_a_constant_has_no_comb() -> None:
    assert comb_level(torch.full((1, 2, 30), 3.0), period=4) == FLOOR


@pytest.mark.parametrize("name", LAYERS)
def test_transposed_convolutions_make_a_comb_and_interpolation_none(name: str) -> None:
    found = levels(name, n_seeds=5)
    assert (
        all(level > -20 for level in found) if name.startswith("transposed") else all(level < -150 for level in found)
    )


def test_equal_weights_make_a_comb_only_where_the_overlap_is_uneven() -> None:
    for kernel_size, even in ((5, False), (4, True)):
        layer = nn.ConvTranspose1d(1, 1, kernel_size, stride=2, bias=False)
        nn.init.ones_(layer.weight)
        response = layer(torch.ones(1, 1, 40)).detach()[..., 10:60]
        assert (comb_level(response, period=2) == FLOOR) is even


def test_levels_are_the_same_each_time_and_leave_the_global_generator_alone() -> None:
    name, state = next(iter(LAYERS)), torch.random.get_rng_state()
    assert levels(name, n_seeds=2) == levels(name, n_seeds=2)
    assert torch.equal(state, torch.random.get_rng_state())


def test_a_response_shorter_than_a_period_is_refused_with_its_length() -> None:
    with pytest.raises(ValueError, match=r"at least one period \(4 samples\), got 3"):
        comb_level(torch.ones(3), period=4)
