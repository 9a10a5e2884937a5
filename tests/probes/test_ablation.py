import pytest
import torch
from torch.testing import assert_close

from lasaft_nb.blocks import TDF, TFC, TFCTDF
from lasaft_nb.probes.ablation import silenced


def test_a_block_without_its_tdf_is_its_tfc_and_comes_back_whole() -> None:
    tfc, tdf = TFC(in_channels=2, channels=2, n_layers=1), TDF(channels=2, n_in=16, min_units=4)
    block, x = TFCTDF(tfc=tfc, tdf=tdf).eval(), torch.randn(1, 2, 3, 16)
    before = block(x)
    with silenced(tdf):
        assert_close(block(x), tfc(x))
    assert_close(block(x), before)
    assert not torch.allclose(before, tfc(x))


def test_an_error_inside_the_context_still_gives_the_module_back() -> None:
    module, x = torch.nn.ReLU(), torch.ones(2)
    with pytest.raises(RuntimeError), silenced(module):
        raise RuntimeError
    assert_close(module(x), x)
