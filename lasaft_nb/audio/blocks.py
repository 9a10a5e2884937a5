"""Audio of any kind as a stream of blocks, so that an hour of music needs no more memory than a minute."""

from abc import ABC, abstractmethod
from collections.abc import Iterator, Sequence

import numpy as np

from lasaft_nb.audio.resample import uniform
from lasaft_nb.audio.waveform import Waveform, WaveformLike, as_waveform, check_finite
from lasaft_nb.errors import UserError

BLOCK = 2**16  # samples
LOUDEST = 1000.0  # times full scale, which is 60 dB; more is no sound
RATES = (1000, 768_000)  # Hz; what lies outside is no music, and 1 Hz would be resampled to 44100 times as much


class Audio(ABC):
    """Mono or stereo audio: ``name`` for messages, ``sample_rate`` in Hz, ``channels``, ``n_samples`` as expected.

    ``n_samples`` may be an estimate. ``promised`` is the least that the audio's own index or header says it
    holds, where that is a count and no estimate.

    Raises:
        UserError: from the constructor for more than two channels and for rates outside `RATES`; from `blocks` for NaN,
            infinite or huge samples, for audio that ends before what is promised, and for no samples at all.
    """

    def __init__(
        self, *, name: str, sample_rate: int, channels: int, n_samples: int, promised: int | None = None
    ) -> None:
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
        self._promised = promised

    @abstractmethod
    def _blocks(self) -> Iterator[Waveform]:
        """Blocks (n, c) of at most ``BLOCK`` samples, unchecked."""

    def blocks(self) -> Iterator[Waveform]:
        """Blocks (n, c), float32; ``n_read`` counts their samples."""
        self.n_read = 0
        for block in self._blocks():
            self._check(block)
            self.n_read += len(block)
            yield block
        if self._promised is not None and self.n_read < self._promised:
            raise UserError(
                f"{self.name} is cut short: its header announces {self._promised / self.sample_rate:.2f} s, it holds "
                f"{self.n_read / self.sample_rate:.2f} s; copy or export it again"
            )
        if not self.n_read:
            raise UserError(f"{self.name} holds no samples; export it again")

    def _check(self, block: Waveform) -> None:
        peak = float(np.abs(block).max(initial=0))
        if peak <= LOUDEST:  # not with NaN
            return
        check_finite(block, name=self.name, sample_rate=self.sample_rate, n_before=self.n_read)
        raise UserError(
            f"{self.name} holds samples as large as {peak:.3g}, where full scale is 1; if they are whole numbers "
            "stored as floats, divide those of 16 bits by 32768"
        )

    def read(self) -> Waveform:
        """All of it as one array (n, c), float32."""
        return np.concatenate(list(self.blocks()))


class JoinedAudio(Audio):
    """Files that lie one behind the other in one; all become what the first one is."""

    def __init__(self, parts: Sequence[Audio], *, name: str) -> None:
        first, self._parts = parts[0], parts
        n_samples = sum(round(part.n_samples / part.sample_rate * first.sample_rate) for part in parts)
        super().__init__(name=name, sample_rate=first.sample_rate, channels=first.channels, n_samples=n_samples)

    def _blocks(self) -> Iterator[Waveform]:
        blocks = ((block, part.sample_rate) for part in self._parts for block in part.blocks())
        yield from uniform(blocks, sample_rate=self.sample_rate, channels=self.channels)


class ArrayAudio(Audio):
    """A waveform in memory: floats of shape (n,) or (n, c)."""

    def __init__(self, waveform: WaveformLike, *, sample_rate: int) -> None:
        name = "the waveform"
        self._waveform = as_waveform(waveform, name=name, finite=False)
        if sample_rate < 1:
            raise UserError(f"sample_rate must be positive, in Hz, got {sample_rate}")
        n_samples, channels = self._waveform.shape
        super().__init__(name=name, sample_rate=int(sample_rate), channels=channels, n_samples=n_samples)

    def _blocks(self) -> Iterator[Waveform]:
        for start in range(0, self.n_samples, BLOCK):
            yield self._waveform[start : start + BLOCK].astype(np.float32)
