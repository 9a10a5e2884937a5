"""Other people's networks that torchaudio carries: optional peers in the comparison of thesis 3.6.4.

torchaudio loads on first use. Its weights are downloaded once, into torch's own cache folder.
"""

import io
from contextlib import redirect_stderr
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
from einops import reduce
from torch import Tensor, nn

from lasaft_nb.errors import UserError
from lasaft_nb.inference.separator import Separator
from lasaft_nb.models.source_model import WaveformModel
from lasaft_nb.sources import SOURCES

ORDER = ("drums", "bass", "other", "vocals")  # in which Hybrid Demucs gives its sources


@dataclass(frozen=True, kw_only=True)
class Peer:
    """A network of torchaudio: what makes it, its weights' bundle and file, and the sound it reads."""

    title: str
    factory: str
    options: dict[str, Any]
    bundle: str
    file: str  # in torch's cache folder
    megabytes: int
    channels: int
    sample_rate: int  # Hz
    trained_on: str


PEERS = {
    "hybrid_demucs": Peer(
        title="Hybrid Demucs",
        factory="hdemucs_high",
        options={"sources": list(ORDER)},
        bundle="HDEMUCS_HIGH_MUSDB",
        file="hdemucs_high_musdbhq_only.pt",
        megabytes=319,
        channels=2,
        sample_rate=44100,
        trained_on="MUSDB18-HQ",
    ),
    "conv_tasnet": Peer(
        title="Conv-TasNet",
        factory="conv_tasnet_base",
        options={"num_sources": 2},
        bundle="CONVTASNET_BASE_LIBRI2MIX",
        file="conv_tasnet_base_libri2mix.pt",
        megabytes=19,
        channels=1,
        sample_rate=8000,
        trained_on="Libri2Mix: two people speaking, not music",
    ),
}


class StereoSources(nn.Module):
    """Hybrid Demucs as it wants to be called: loudness evened out before and given back after, our order of sources."""

    def __init__(self, network: nn.Module) -> None:
        super().__init__()
        self.network = network

    def forward(self, mixture: Tensor) -> Tensor:
        """Mixture (b, c, n) to sources (b, s, c, n) in the order of `SOURCES`."""
        mono = reduce(mixture, "b c n -> b 1 n", "mean")
        mean, scale = mono.mean(-1, keepdim=True), mono.std(-1, keepdim=True) + 1e-8
        found = self.network((mixture - mean) / scale)[:, [ORDER.index(source) for source in SOURCES]]
        return found * scale[:, None] + mean[:, None]


def build(name: str) -> nn.Module:
    """A peer's network with random weights, to measure its size and speed.

    Raises:
        UserError: an unknown name, or a torchaudio that can't be imported.
    """
    peer = _peer(name)
    return getattr(_torchaudio().models, peer.factory)(**peer.options).eval()


def load(name: str, *, download: bool = True) -> nn.Module:
    """A peer's network with its published weights, downloaded where they are not in torch's cache folder.

    Raises:
        UserError: as `build`; and when the weights are not here and can't, or with ``download=False`` mustn't, be
            fetched.
    """
    peer, torchaudio = _peer(name), _torchaudio()
    path = Path(torch.hub.get_dir()) / "torchaudio" / "models" / peer.file
    if not download and not path.is_file():
        raise UserError(f"the weights of {peer.title} ({peer.megabytes} MB) are not here; load them with download=True")
    try:
        with redirect_stderr(io.StringIO()):  # a progress bar would stand in executed chapters
            return getattr(torchaudio.pipelines, peer.bundle).get_model().eval()
    except OSError as error:  # also urllib's errors
        raise UserError(
            f"no connection to download the weights of {peer.title} ({peer.megabytes} MB); fetch {peer.file} elsewhere "
            "and put it into the folder torchaudio/models of torch.hub.get_dir()"
        ) from error


def separator(name: str = "hybrid_demucs", *, device: str = "auto", download: bool = True) -> Separator:
    """A peer that separates songs, with its published weights.

    Raises:
        UserError: as `load`, and for Conv-TasNet, whose weights here are for speech.
    """
    peer = _peer(name)
    if peer.channels == 1:
        raise UserError(f"the weights of {peer.title} are for {peer.trained_on}; only hybrid_demucs separates songs")
    network = StereoSources(load(name, download=download))
    model = WaveformModel(network, targets=SOURCES, sample_rate=peer.sample_rate)
    return Separator(model, device=device, name=peer.title, window_seconds=10.0)


def _peer(name: str) -> Peer:
    if name not in PEERS:
        raise UserError(f"peer must be one of {', '.join(PEERS)}, got {name!r}")
    return PEERS[name]


def _torchaudio() -> Any:
    try:
        import torchaudio
        import torchaudio.models
        import torchaudio.pipelines
    except (ImportError, OSError) as error:  # OSError: built for CUDA beside a torch that is not
        raise UserError(
            "torchaudio can't be imported here; `pip install 'lasaft-nb[peers]'` brings it, and `lasaft-nb doctor` "
            "says why one that is there can't be"
        ) from error
    return torchaudio
