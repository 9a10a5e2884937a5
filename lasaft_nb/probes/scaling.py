"""How the cost of separating grows: with the audio, the sources, the latent sources, the blocks, the window.

Every point is measured (seconds of one processor core) and counted (floating-point operations of matrix products and
convolutions). The model behind a curve is the count at the speed of the reference point, the thesis's 7-block network:
where the measurement leaves it, something costs time that is no multiplication.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor

from lasaft_nb.models import zoo
from lasaft_nb.models.source_model import SOURCES, ModelConfig, SourceModel, build_model
from lasaft_nb.probes.cost import multiply_adds, processor_seconds

HOP = 1024  # samples at 44.1 kHz
RATE = 44100  # Hz
REFERENCE = "tfc_tdf_7"  # its shortest audio sets the speed that the model reckons with


@dataclass(frozen=True, kw_only=True)
class Point:
    """One measurement to make: ``network`` with changed ``sizes`` gives ``sources`` of so many ``frames`` of noise."""

    curve: str
    value: float  # where it lies on the curve
    network: str
    frames: int
    sizes: tuple[tuple[str, Any], ...] = ()
    sources: tuple[str, ...] = ("vocals",)
    at_once: bool = True

    @property
    def seconds_of_audio(self) -> float:
        """Length of the noise."""
        return self.n_samples / RATE

    @property
    def n_samples(self) -> int:
        """As many as give ``frames`` centred frames."""
        return (self.frames - 1) * HOP

    def model(self) -> SourceModel:
        """The network with fresh weights: the work does not depend on them."""
        entry, sizes = zoo.spec(self.network), dict(self.sizes)
        n_fft = sizes.pop("n_fft", entry.n_fft)
        targets = SOURCES if entry.conditioned else ("vocals",)
        return build_model(
            ModelConfig(network=self.network, overrides=sizes, n_fft=n_fft, hop_length=HOP, targets=targets)
        ).eval()


def points(*, frames: int = 32) -> Iterator[Point]:
    """All points of all curves; ``frames`` of audio but for the curve of lengths, which starts there."""
    for times in (1, 2, 4, 8):
        length = times * frames
        yield Point(curve="length", value=(length - 1) * HOP / RATE, network=REFERENCE, frames=length)
    for at_once, curve in ((False, "sources, one by one"), (True, "sources, at once")):
        for n in range(1, len(SOURCES) + 1):
            yield Point(
                curve=curve,
                value=n,
                network="cunet_gpocm_tdf",
                frames=frames,
                sources=SOURCES[:n],
                at_once=at_once,
            )
    grown = {
        "latent sources": ("cunet_gpocm_lasaft", "n_latent_sources", (1, 2, 4, 6, 8, 12)),
        "blocks": (REFERENCE, "n_blocks", (3, 5, 7, 9, 11)),
        "n_fft": (REFERENCE, "n_fft", (2048, 4096, 8192)),
    }
    for curve, (network, size, values) in grown.items():
        for value in values:
            yield Point(curve=curve, value=value, network=network, frames=frames, sizes=((size, value),))


def measure(point: Point, *, repeats: int = 3) -> dict[str, Any]:
    """A row: where the point lies, processor seconds, and billions of floating-point operations."""
    model = point.model()
    audio = torch.randn(1, 2, point.n_samples, generator=torch.Generator().manual_seed(0)).mul_(0.1)
    work = _work(model, audio, point)
    return {
        "curve": point.curve,
        "value": point.value,
        "network": point.network,
        "seconds_of_audio": point.seconds_of_audio,
        "seconds": processor_seconds(work, repeats=repeats),
        "gflop": 2 * multiply_adds(_Call(model, point), audio) / 1e9,
    }


def expected_seconds(row: dict[str, Any], reference: dict[str, Any]) -> float:
    """What the operations of ``row`` take at the speed of ``reference``: the model behind a curve."""
    return row["gflop"] * reference["seconds"] / reference["gflop"]


def _work(model: SourceModel, audio: Tensor, point: Point) -> Callable[[], object]:
    return lambda: _separate(model, audio, point)


def _separate(model: SourceModel, audio: Tensor, point: Point) -> list[Tensor]:
    asked = [point.sources] if point.at_once else [(source,) for source in point.sources]
    return [model.sources(audio, sources) for sources in asked]


class _Call(torch.nn.Module):
    """A point's work as a module, whose operations can be counted."""

    def __init__(self, model: SourceModel, point: Point) -> None:
        super().__init__()
        self.model = model
        self.point = point

    def forward(self, audio: Tensor) -> list[Tensor]:
        """Waveforms of the sources asked for."""
        return _separate(self.model, audio, self.point)
