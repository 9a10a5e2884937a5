"""Cut a stream into overlapping windows, process them in batches, add them up with weights that sum to one."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import islice

import numpy as np

from lasaft_nb.audio.waveform import Waveform, check_finite
from lasaft_nb.errors import UserError

OVERLAP, MAX_OVERLAP = 0.5, 0.9  # part of a window, if not said otherwise and at most
NEGLIGIBLE = 1e-6  # weight of a window's margin
CURE = "check that the song is not far beyond full scale, and that the weights are whole"
Process = Callable[[Waveform], Waveform]  # (b, c, n) to (b, k, n)


@dataclass(frozen=True, kw_only=True)
class Windows:
    """Windows of ``size`` samples, each sharing the part ``overlap`` of itself with the next.

    What is estimated in the ``margin`` at either edge counts only where no other window is: at a song's ends.
    """

    size: int  # samples
    overlap: float = OVERLAP
    margin: int = 0  # samples

    def __post_init__(self) -> None:
        if self.size < 1:
            raise ValueError(f"size must be positive, got {self.size}")
        if not 0 <= self.overlap <= MAX_OVERLAP:
            raise UserError(f"overlap must be in 0..{MAX_OVERLAP}, got {self.overlap}")

    @property
    def hop(self) -> int:
        """Samples from one window's start to the next one's."""
        return max(1, round(self.size * (1 - self.overlap)))

    @property
    def weights(self) -> Waveform:
        """Weight of each sample of a window (n,): the edges, where the network knows least, fade over the overlap.

        Divided, sample by sample, by the sum of all windows' weights there, so that they sum to one everywhere.
        """
        margin = min(self.margin, (self.size - 1) // 2)
        inner = self.size - 2 * margin
        fade = min(max(inner - self.hop, 0), inner // 2)
        ramp = np.sin(0.5 * np.pi * (np.arange(fade) + 0.5) / max(fade, 1)) ** 2
        edge = np.full(margin, NEGLIGIBLE)
        return np.concatenate((edge, ramp, np.ones(inner - 2 * fade), ramp[::-1], edge)).astype(np.float32)


def overlap_add(
    blocks: Iterable[Waveform], process: Process, *, windows: Windows, batch_size: int = 4
) -> Iterator[Waveform]:
    """Blocks (n, c) of one stream, of any lengths, to processed blocks (m, k) of the same total length.

    The last window is filled up with zeros. Memory depends on the window and the batch, not on the stream.

    Raises:
        UserError: a batch size below 1; NaN or infinity in what ``process`` gives.
    """
    if batch_size < 1:
        raise UserError(f"batch_size must be at least 1, got {batch_size}")
    adder: _Adder | None = None
    n_done = 0
    cut = _cut(blocks, windows)
    while batch := list(islice(cut, batch_size)):
        processed = process(np.stack([window for window, _ in batch]))
        for number, window in enumerate(processed):
            check_finite(window.T, name="what the network gave", n_before=n_done + number * windows.hop, cure=CURE)
        n_done += len(batch) * windows.hop
        adder = adder or _Adder(windows, processed.shape[1])
        for window, (_, n_valid) in zip(processed, batch, strict=True):
            yield adder.add(window, n_valid)


def _cut(blocks: Iterable[Waveform], windows: Windows) -> Iterator[tuple[Waveform, int]]:
    """Windows (c, n), and of each how many samples are final once it is added."""
    waiting: Waveform | None = None
    for block in blocks:
        waiting = block if waiting is None else np.concatenate((waiting, block))
        while len(waiting) > windows.size:  # more must follow, so this one is not the last
            yield waiting[: windows.size].T.copy(), windows.hop
            waiting = waiting[windows.hop :]
    if waiting is not None and len(waiting):
        n_valid = len(waiting)
        yield np.pad(waiting, ((0, windows.size - n_valid), (0, 0))).T.copy(), n_valid


class _Adder:
    """Running sums of weighted windows and of weights."""

    def __init__(self, windows: Windows, n_rows: int) -> None:
        self._window = windows.weights
        self._sum = np.zeros((n_rows, windows.size), dtype=np.float32)
        self._weight = np.zeros(windows.size, dtype=np.float32)

    def add(self, window: Waveform, n_final: int) -> Waveform:
        """Add a window (k, n) at the current place, move on by ``n_final`` samples and return those as (m, k)."""
        self._sum += window * self._window
        self._weight += self._window
        done = (self._sum[:, :n_final] / self._weight[:n_final]).T
        self._sum = np.pad(self._sum[:, n_final:], ((0, 0), (0, n_final)))
        self._weight = np.pad(self._weight[n_final:], (0, n_final))
        return done
