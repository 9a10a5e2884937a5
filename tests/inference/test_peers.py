"""Peers are built and ordered right, and say in one sentence what is missing."""

import sys
from pathlib import Path
from types import ModuleType

import pytest
import torch
from torch import nn

from lasaft_nb.errors import UserError
from lasaft_nb.inference import peers
from lasaft_nb.probes.cost import n_parameters
from lasaft_nb.sources import SOURCES


@pytest.fixture
def torchaudio() -> ModuleType:
    """The optional package, where it is there and fits the torch beside it."""
    try:
        import torchaudio
    except (ImportError, OSError) as error:
        pytest.skip(f"torchaudio is optional, and can't be imported here: {error}")
    return torchaudio


class LoudnessEvened(nn.Module):
    """Gives four multiples of what it got, and remembers how loud that was."""

    def forward(self, mixture: torch.Tensor) -> torch.Tensor:
        self.deviation = float(mixture.mean(1).std())
        return torch.stack([factor * mixture for factor in (1.0, 2.0, 3.0, 4.0)], dim=1)


def test_sources_come_in_our_order_and_at_their_own_level() -> None:
    mixture = 0.01 * torch.randn(1, 2, 4000)
    mixture -= mixture.mean()
    inner = LoudnessEvened()
    found = peers.StereoSources(inner)(mixture)
    assert inner.deviation == pytest.approx(1, abs=1e-3)
    factors = dict(zip(peers.ORDER, (1, 2, 3, 4), strict=True))
    for place, source in enumerate(SOURCES):
        assert torch.allclose(found[:, place], factors[source] * mixture, atol=1e-5)


def test_without_torchaudio_one_sentence_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "torchaudio", None)
    with pytest.raises(UserError, match=r"torchaudio can't be imported here; `pip install 'lasaft-nb\[peers\]'`"):
        peers.build("conv_tasnet")


def test_unknown_peers_and_networks_for_speech_are_refused() -> None:
    with pytest.raises(UserError, match="peer must be one of hybrid_demucs, conv_tasnet, got 'x'"):
        peers.build("x")
    with pytest.raises(UserError, match="are for Libri2Mix: two people speaking, not music"):
        peers.separator("conv_tasnet")


def test_without_internet_one_sentence_says_what_to_fetch(
    torchaudio: ModuleType, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("TORCH_HOME", str(tmp_path))

    def no_connection(self: object) -> None:
        raise OSError("no route")

    monkeypatch.setattr(type(torchaudio.pipelines.HDEMUCS_HIGH_MUSDB), "get_model", no_connection)
    with pytest.raises(UserError, match="no connection to download the weights of Hybrid Demucs"):
        peers.load("hybrid_demucs")
    with pytest.raises(UserError, match="are not here; load them with download=True"):
        peers.load("hybrid_demucs", download=False)


@pytest.mark.usefixtures("torchaudio")
def test_the_networks_have_the_published_sizes() -> None:
    assert n_parameters(peers.build("conv_tasnet")) == pytest.approx(5.0e6, rel=0.02)
    demucs = peers.build("hybrid_demucs")
    assert n_parameters(demucs) == pytest.approx(83.6e6, rel=0.01)
