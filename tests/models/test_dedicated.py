from typing import Any

import pytest

from lasaft_nb.models import zoo


def n_parameters(name: str, **sizes: Any) -> int:
    return sum(parameter.numel() for parameter in zoo.build(name, **sizes).parameters())


@pytest.mark.parametrize("sizes", [{}, {"channels": 8, "n_layers": 2}, {"n_fft": 256, "n_blocks": 3, "channels": 4}])
def test_no_tfc_network_comes_nearer_to_the_parameters_of_the_tfc_tdf_network(sizes: dict[str, Any]) -> None:
    wanted = n_parameters("tfc_tdf_7", **sizes)
    wide = zoo.build("tfc_as_large_as_tfc_tdf", **sizes)
    fewer, same, more = (
        n_parameters("tfc_7", **{**sizes, "channels": wide.size.channels + change}) for change in (-1, 0, 1)
    )
    assert same == sum(parameter.numel() for parameter in wide.parameters())
    assert abs(same - wanted) <= min(abs(fewer - wanted), abs(more - wanted))
