"""Audio through a network window by window, in constant memory: resample, cut, process, add up, resample back."""

import warnings
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import torch

from lasaft_nb.audio.blocks import Audio
from lasaft_nb.audio.overlap_add import Process, Windows, overlap_add
from lasaft_nb.audio.resample import fit_length, resample
from lasaft_nb.audio.waveform import Waveform
from lasaft_nb.errors import Note, UserError
from lasaft_nb.inference.forked import compute_alone_after_fork
from lasaft_nb.inference.progress import progress_bar
from lasaft_nb.models.source_model import SourceModel

FRAME_MULTIPLE = 16  # a U-Net fills its frames up to such a multiple, so windows have just that many

SECONDS, USUAL_N_FFT = 6.0, 2048


def stream(
    audio: Audio,
    stages: Sequence[Process],
    *,
    windows: Windows,
    sample_rate: int,
    batch_size: int,
    name: str,
    label: str,
    progress: bool,
) -> Iterator[Waveform]:
    """Blocks (n, k) of processed audio at the audio's own rate, together as long as the audio.

    Args:
        audio: what to process.
        stages: what is done to the windows (b, c, n), one after the other; each stage reads the whole song that the one
            before it gives.
        windows: how the song is cut at every stage.
        sample_rate: of the stages, in Hz.
        batch_size: windows that are processed together.
        name: the network's, for the note about another sample rate.
        label: of the progress bar.
        progress: whether to show it.
    """
    compute_alone_after_fork()
    if audio.sample_rate != sample_rate:
        way = f"from {audio.sample_rate} Hz to {sample_rate} Hz for {name}, and back"
        warnings.warn(f"{audio.name}: resampled {way}", Note, stacklevel=5)
    with progress_bar(label, total=audio.n_samples, show=progress) as advance:
        blocks = resample(_watched(audio, advance), from_rate=audio.sample_rate, to_rate=sample_rate)
        for process in stages:
            blocks = overlap_add(blocks, process, windows=windows, batch_size=batch_size)
        blocks = resample(blocks, from_rate=sample_rate, to_rate=audio.sample_rate)
        yield from fit_length(blocks, length=lambda: audio.n_read)


def _watched(audio: Audio, advance: Any) -> Iterator[Waveform]:
    for block in audio.blocks():
        yield block
        advance(len(block))


def window_size(model: SourceModel, seconds: float | None) -> int:
    """Samples of a window; for a network of spectrograms, those of a whole multiple of frames.

    By default six seconds, or less where a frame has more than 1025 bins, so that a window takes the same memory.
    """
    stft = getattr(getattr(model, "stft", None), "config", None)
    if seconds is None:
        seconds = SECONDS * min(1.0, USUAL_N_FFT / stft.n_fft) if stft else SECONDS
    if seconds <= 0:
        raise UserError(f"window_seconds must be positive, got {seconds}")
    n_samples = max(1, round(seconds * model.sample_rate))
    if stft is None:
        return n_samples
    n_frames = max(1, n_samples // stft.hop_length // FRAME_MULTIPLE) * FRAME_MULTIPLE
    return max(int(stft.n_samples(n_frames)), int(stft.n_fft))


@contextmanager
def memory_of(device: torch.device) -> Iterator[None]:
    """Turn the error of a device whose memory is full into a `UserError` with the cure."""
    try:
        yield
    except torch.OutOfMemoryError as error:
        raise UserError(f"{device} ran out of memory; use a smaller batch_size, or device 'cpu'") from error
