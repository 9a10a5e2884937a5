"""Audio of any kind as a stream of blocks, so that an hour of music needs no more memory than a minute."""

from abc import ABC, abstractmethod
from collections.abc import Iterator
from pathlib import Path
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from lasaft_nb.data.wav_header import missing_bytes
from lasaft_nb.errors import UserError

Waveform: TypeAlias = NDArray[np.float32]
BLOCK = 2**16  # samples
RATES = (1000, 768_000)  # Hz; what lies outside is no music, and 1 Hz would be resampled to 44100 times as much
SOUNDFILE_SUFFIXES = (".wav", ".flac", ".mp3", ".ogg", ".oga", ".opus", ".aif", ".aiff", ".aifc", ".au", ".caf", ".w64")


class Audio(ABC):
    """Mono or stereo audio: ``name`` for messages, ``sample_rate`` in Hz, ``channels``, ``n_samples`` as announced.

    Raises:
        UserError: from the constructor for more than two channels and for rates outside `RATES`; from `blocks` for NaN
            or infinite samples, for audio that ends before the announced length (less ``tolerance`` samples), and for
            no samples at all.
    """

    def __init__(self, *, name: str, sample_rate: int, channels: int, n_samples: int, tolerance: int = 0) -> None:
        if channels not in (1, 2):
            raise UserError(
                f"{name} has {channels} channels; only mono and stereo can be separated: `ffmpeg -i IN -ac 2 OUT` "
                "makes a stereo mix"
            )
        if not RATES[0] <= sample_rate <= RATES[1]:
            raise UserError(
                f"{name} has {sample_rate} samples a second; only {RATES[0]} to {RATES[1]} Hz can be separated: "
                "`ffmpeg -i IN -ar 44100 OUT` makes 44100"
            )
        self.name = name
        self.sample_rate = sample_rate
        self.channels = channels
        self.n_samples = n_samples
        self.n_read = 0
        self._tolerance = tolerance

    @abstractmethod
    def _blocks(self) -> Iterator[Waveform]:
        """Blocks (n, c) of at most ``BLOCK`` samples, unchecked."""

    def blocks(self) -> Iterator[Waveform]:
        """Blocks (n, c), float32; ``n_read`` counts their samples."""
        self.n_read = 0
        for block in self._blocks():
            self._check_finite(block)
            self.n_read += len(block)
            yield block
        if self.n_read < self.n_samples - self._tolerance:
            raise UserError(
                f"{self.name} is cut short: its header announces {self.n_samples / self.sample_rate:.1f} s, it holds "
                f"{self.n_read / self.sample_rate:.1f} s; copy or export it again"
            )
        if not self.n_read:
            raise UserError(f"{self.name} holds no samples; export it again")

    def _check_finite(self, block: Waveform) -> None:
        finite = np.isfinite(block).all(axis=1)
        if not finite.all():
            second = (self.n_read + int(np.argmin(finite))) / self.sample_rate
            raise UserError(f"{self.name} holds NaN or infinite samples, the first at {second:.2f} s; export it again")


class ArrayAudio(Audio):
    """A waveform in memory: floats of shape (n,) or (n, c)."""

    def __init__(self, waveform: Any, *, sample_rate: int) -> None:
        array = np.asarray(waveform)
        if array.dtype.kind != "f":
            raise UserError(
                f"the waveform must hold floats in -1..1, got {array.dtype}; divide 16-bit samples by 32768"
            )
        if array.ndim == 1:
            array = array[:, None]
        if array.ndim != 2 or (array.shape[1] > 2 >= array.shape[0] > 0):
            raise UserError(
                f"the waveform must have axes (sample, channel), got shape {array.shape}; transpose or squeeze it"
            )
        if sample_rate < 1:
            raise UserError(f"sample_rate must be positive, in Hz, got {sample_rate}")
        super().__init__(
            name="the waveform", sample_rate=int(sample_rate), channels=array.shape[1], n_samples=array.shape[0]
        )
        self._waveform = array

    def _blocks(self) -> Iterator[Waveform]:
        for start in range(0, self.n_samples, BLOCK):
            yield self._waveform[start : start + BLOCK].astype(np.float32)


class FileAudio(Audio):
    """A file that libsndfile decodes: wav, flac, mp3, ogg, opus, aiff and others."""

    def __init__(self, path: Path) -> None:
        import soundfile

        try:
            info = soundfile.info(path)
        except soundfile.LibsndfileError as error:
            raise self._unreadable(path, error) from error
        except OSError as error:
            raise UserError(f"{path} can't be read ({error.strerror}); check who may read it") from error
        super().__init__(name=str(path), sample_rate=info.samplerate, channels=info.channels, n_samples=info.frames)
        self._path = path
        if n_missing := missing_bytes(path):
            raise UserError(
                f"{path} is cut short: its header announces {n_missing} bytes more; copy or export it again"
            )

    def _blocks(self) -> Iterator[Waveform]:
        import soundfile

        try:
            with soundfile.SoundFile(self._path) as file:
                while len(block := file.read(BLOCK, dtype="float32", always_2d=True)):
                    yield block
        except soundfile.LibsndfileError as error:
            raise self._unreadable(self._path, error) from error

    @staticmethod
    def _unreadable(path: Path, error: Any) -> UserError:
        return UserError(
            f"{path} is not audio that can be read ({str(error.error_string).rstrip('.')}); export it again as wav"
        )


def open_audio(source: Any, *, sample_rate: int = 44100) -> Audio:
    """Audio from a path (any format), or from an array (n,) or (n, c) at ``sample_rate`` Hz.

    Raises:
        UserError: where the file is missing, empty, a folder, cut short or no audio, or has more than two channels.
    """
    if not isinstance(source, str | Path):
        return ArrayAudio(source, sample_rate=sample_rate)
    path = Path(source).expanduser()
    if path.is_dir():
        raise UserError(f"{path} is a folder, not an audio file; name a file in it")
    if not path.exists():
        raise UserError(f"{path} does not exist; check the path")
    if path.stat().st_size == 0:
        raise UserError(f"{path} is empty (0 bytes); copy or export it again")
    if path.suffix.lower() in SOUNDFILE_SUFFIXES:
        return FileAudio(path)
    from lasaft_nb.inference.ffmpeg_reader import FfmpegAudio

    return FfmpegAudio(path)
