"""What separating and manipulating whole songs have in common: a network on a device, and songs cut into windows."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from lasaft_nb.audio.blocks import Audio
from lasaft_nb.audio.overlap_add import Process, Windows
from lasaft_nb.audio.waveform import Waveform
from lasaft_nb.device import choose_device
from lasaft_nb.inference.allocator import keep_memory
from lasaft_nb.inference.stream import stream, window_size
from lasaft_nb.models.source_model import SourceModel


class WholeSongs:
    """A `SourceModel` made ready for whole songs; `Separator` and `Manipulator` say what for.

    ``name`` and ``card`` say which network it is and how it was trained and scored. Songs are cut into overlapping
    windows of about ``window_seconds``; if not given, six, or three with an ``n_fft`` of 4096.
    """

    def __init__(
        self,
        model: SourceModel,
        *,
        device: str = "auto",
        window_seconds: float | None = None,
        name: str = "",
        card: Mapping[str, Any] | None = None,
    ) -> None:
        self.device = choose_device(device)
        self.model = model.eval().to(self.device)
        if self.device.type == "cpu":
            keep_memory()
        self.name = name or type(model).__name__
        self.card = dict(card or {})
        self._window = window_size(model, window_seconds)
        self._together = 1 if self.device.type == "cpu" else 4  # windows; an hour of music has to fit into a laptop

    @property
    def sample_rate(self) -> int:
        """Sample rate of the network in Hz; other rates are resampled to it and back."""
        return self.model.sample_rate

    def _stream(
        self,
        audio: Audio,
        stages: Sequence[Process],
        *,
        overlap: float,
        batch_size: int | None,
        progress: bool,
        label: str,
    ) -> Iterator[Waveform]:
        """Blocks (n, c) of what the stages make of the audio, at its own rate and together as long as it is."""
        return stream(
            audio,
            stages,
            windows=Windows(size=self._window, overlap=overlap),
            sample_rate=self.sample_rate,
            batch_size=self._together if batch_size is None else batch_size,
            name=self.name,
            label=label,
            progress=progress,
        )
