"""Whole songs through a network window by window, in constant memory: resample, cut, process, add up, resample back."""

import warnings
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from copy import deepcopy
from dataclasses import dataclass, replace
from itertools import tee
from typing import Any, ClassVar, Self, TypedDict, Unpack

import torch

from lasaft_nb.audio.blocks import Audio
from lasaft_nb.audio.normalise import Level, normalisation
from lasaft_nb.audio.overlap_add import OVERLAP, Process, Windows, overlap_add
from lasaft_nb.audio.resample import fit_length, resample
from lasaft_nb.audio.streams import added, difference
from lasaft_nb.audio.waveform import Waveform
from lasaft_nb.device import choose_device, give_memory_back
from lasaft_nb.errors import Note, UserError
from lasaft_nb.inference.engine import compute_alone_after_fork, with_engine
from lasaft_nb.inference.openvino_unet import Precision
from lasaft_nb.inference.pretrained import Pretrained
from lasaft_nb.inference.progress import progress_bar
from lasaft_nb.inference.reduced_precision import tf32
from lasaft_nb.models.one_per_source import OnePerSource
from lasaft_nb.models.source_model import SourceModel
from lasaft_nb.spectrogram import StftConfig

FRAME_MULTIPLE = 16  # a U-Net fills its frames up to such a multiple, so windows have just that many
SECONDS, USUAL_BINS = 6.0, 1025
WINDOWS_PER_TRIM = 8  # see `device.give_memory_back`


@dataclass(frozen=True, kw_only=True)
class Unheard:
    """What becomes of what a network doesn't hear, as notes say it: sound above half its rate, and a constant.

    With ``passes`` the stream itself adds what lies above, from the song.
    """

    above: str = "is left out"
    constant: str = "is taken out, since it is no sound"
    passes: bool = False


LEFT_OUT = Unheard()
PASSED = Unheard(above="comes from the song", passes=True)


def kept_in(where: str) -> Unheard:
    """For estimates that are taken from the song itself: what they lack stays ``where``."""
    return Unheard(above=f"stays in {where}", constant=f"is kept from the network and stays in {where}")


class Options(TypedDict, total=False):
    """How whole songs are computed; see `ChunkedInference`."""

    device: str | torch.device
    engine: str
    precision: Precision
    overlap: float
    window_seconds: float | None
    batch_size: int | None
    level: float | None


class ChunkedInference:
    """A `SourceModel` made ready for whole songs; `Separator` and `Manipulator` say what for.

    Songs are cut into overlapping windows, whose estimates are added up with weights that sum to one; a network that
    gives its input back gives the song back. The whole way, from reading to writing, goes in blocks. The model is
    copied, so that the caller's keeps its mode and its device; the copy is in evaluation mode.

    Args:
        model: the network and what stands around it.
        device: "auto", "cpu", "cuda", "mps", or a ``torch.device``.
        engine: what computes the network: "torch", "openvino", or "auto" for the faster that can; see
            `engine.with_engine`. ``model`` stays torch's.
        precision: "exact", "bfloat16" or "fast"; see `engine.with_engine`. Exact turns TF32 off on a GPU.
        overlap: part of a window that the next one shares, 0 to 0.9; more is slower and smoother.
        window_seconds: about as long is a window; if not given six seconds, or three with an ``n_fft`` of 4096.
        batch_size: windows that go through the network together; if not given one on a CPU, four elsewhere.
        level: dBFS of the songs that the network was trained with. A song that is more than `LEVEL_TOLERANCE` away from
            it is brought there and back, and a constant in it is taken out; None leaves every song as it is.
        name: which network it is.
        card: how it was trained and scored.
    """

    LEVEL_TOLERANCE: ClassVar[float] = 2.0  # dB

    def __init__(
        self,
        model: SourceModel,
        *,
        device: str | torch.device = "auto",
        engine: str = "torch",
        precision: Precision = "exact",
        overlap: float = OVERLAP,
        window_seconds: float | None = None,
        batch_size: int | None = None,
        level: float | None = None,
        name: str = "",
        card: Mapping[str, Any] | None = None,
    ) -> None:
        self.device = choose_device(device)
        self.model = deepcopy(model).eval().to(self.device)
        self.name = name or type(model).__name__
        self.card = dict(card or {})
        self.windows = Windows(size=window_size(model, window_seconds), overlap=overlap, margin=_margin(model))
        # One on a CPU: an hour of music has to fit into a laptop.
        self.batch_size = (1 if self.device.type == "cpu" else 4) if batch_size is None else batch_size
        self.level = level
        self._exact = precision == "exact"
        self._computes = with_engine(self.model, device=self.device.type, engine=engine, precision=precision)

    @classmethod
    def of(cls, pretrained: Pretrained, **options: Unpack[Options]) -> Self:
        """A trained network made ready, with the engine that is fastest here and the level that its card says."""
        chosen: Options = {"engine": "auto", "level": pretrained.level, **options}
        if chosen.get("window_seconds") is None:
            chosen["window_seconds"] = pretrained.window_seconds
        return cls(pretrained.model, name=pretrained.name, card=pretrained.card, **chosen)

    @property
    def sample_rate(self) -> int:
        """Sample rate of the network in Hz; other rates are resampled to it and back."""
        return self.model.sample_rate

    def _stream(
        self,
        audio: Audio,
        stages: Sequence[Process],
        *,
        overlap: float | None,
        batch_size: int | None,
        progress: bool,
        label: str,
        unheard: Unheard = LEFT_OUT,
        hear: Callable[[Waveform], None] = lambda block: None,
    ) -> Iterator[Waveform]:
        """Blocks (n, k) of what the stages make of the audio, at its own rate and together as long as it is.

        Each stage maps windows (b, c, n), and reads the whole song that the one before it gives. A network at a lower
        rate than the song's doesn't see what lies above half its rate. Where the ``unheard`` passes, only the
        difference that the stages make is resampled and added to the song: low-pass and high-pass of this crossover sum
        to one, and stages that change nothing give the song back, at any rate. ``hear`` gets the song's blocks (n, c)
        as they are, before what is made of them comes out.
        """
        compute_alone_after_fork()
        windows = self.windows if overlap is None else replace(self.windows, overlap=overlap)
        if audio.sample_rate != self.sample_rate:
            way = f"from {audio.sample_rate} Hz to {self.sample_rate} Hz for {self.name}, and back"
            unseen = f"; what lies above {self.sample_rate / 2:.0f} Hz {unheard.above}"
            say = f"{audio.name}: resampled {way}{unseen if audio.sample_rate > self.sample_rate else ''}"
            warnings.warn(say, Note, stacklevel=4)
        passes = unheard.passes and audio.sample_rate != self.sample_rate
        tolerance = self.LEVEL_TOLERANCE
        level = Level() if self.level is None else normalisation(audio, wanted=self.level, tolerance=tolerance)
        if level.offset is not None:
            constant = ", ".join(f"{value:.2f}" for value in level.offset)
            said = f"{audio.name}: a constant of {constant} {unheard.constant}"
            warnings.warn(said, Note, stacklevel=4)
        with progress_bar(label, total=audio.n_samples, show=progress) as advance:
            heard = map(level.apply, _watched(audio, advance, hear))
            song, read = tee(heard) if passes else (iter(()), heard)
            blocks = resample(read, from_rate=audio.sample_rate, to_rate=self.sample_rate)
            before, blocks = tee(blocks) if passes else (iter(()), blocks)
            for process in stages:
                together = self.batch_size if batch_size is None else batch_size
                blocks = _trimmed(overlap_add(blocks, process, windows=windows, batch_size=together))
            if passes:
                blocks = difference(blocks, before)
            blocks = resample(blocks, from_rate=self.sample_rate, to_rate=audio.sample_rate)
            blocks = fit_length(blocks, length=lambda: audio.n_read)
            yield from map(level.undo, added(song, blocks) if passes else blocks)


def _watched(audio: Audio, advance: Any, hear: Callable[[Waveform], None]) -> Iterator[Waveform]:
    for block in audio.blocks():
        hear(block)
        yield block
        advance(len(block))


def _trimmed(blocks: Iterator[Waveform]) -> Iterator[Waveform]:
    """The same blocks (n, k), one a window; now and then the memory between them is given back."""
    for number, block in enumerate(blocks, start=1):
        yield block
        if number % WINDOWS_PER_TRIM == 0:
            give_memory_back()


def window_size(model: SourceModel, seconds: float | None) -> int:
    """Samples of a window; for a network of spectrograms, those of a whole multiple of frames.

    By default six seconds, or less where a frame has more than 1025 bins, so that a window takes the same memory.
    """
    stft = _largest_stft(model)
    if seconds is None:
        seconds = SECONDS * min(1.0, USUAL_BINS / stft.n_bins) if stft else SECONDS
    if seconds <= 0:
        raise UserError(f"window_seconds must be positive, got {seconds}")
    n_samples = max(1, round(seconds * model.sample_rate))
    if stft is None:
        return n_samples
    n_frames = max(1, n_samples // stft.hop_length // FRAME_MULTIPLE) * FRAME_MULTIPLE
    return max(int(stft.n_samples(n_frames)), int(stft.n_fft))


def _margin(model: SourceModel) -> int:
    """Half a window of networks that keep the lowest bins only: theirs is up to 16384 samples, reflected at an edge."""
    stft = _largest_stft(model)
    return stft.n_fft // 2 if stft is not None and stft.kept_bins is not None else 0


def _largest_stft(model: SourceModel) -> StftConfig | None:
    """That of a network of spectrograms; of several networks, the one with the longest window."""
    if isinstance(model, OnePerSource):
        found = [_largest_stft(model.part(target)) for target in model.targets]
        return max((one for one in found if one is not None), key=lambda one: one.n_fft, default=None)
    return getattr(getattr(model, "stft", None), "config", None)


@contextmanager
def computing_on(device: torch.device, *, exact: bool) -> Iterator[None]:
    """Multiply with TF32 or without, and turn the error of a full memory into a `UserError` with the cure."""
    try:
        with tf32(not exact, device):
            yield
    except torch.OutOfMemoryError as error:
        raise UserError(f"{device} ran out of memory; use a smaller batch_size, or device 'cpu'") from error
