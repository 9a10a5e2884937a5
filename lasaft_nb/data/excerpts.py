"""Random excerpts to train on: seeking reads, remixing across tracks, gain, channel swap."""

import warnings
from collections.abc import Iterator, Sequence

import numpy as np
import torch
from torch import Tensor
from torch.utils.data import Dataset

from lasaft_nb.data.array_track import at_rate, fill_cache
from lasaft_nb.data.track import Track
from lasaft_nb.errors import Note, UserError
from lasaft_nb.sources import SOURCES


class Excerpts(Dataset[tuple[Tensor, Tensor]]):
    """Random excerpts (mixture (2, n), stems (4, 2, n) in `SOURCES` order), both float32.

    Excerpt ``i`` depends on ``seed`` and ``i`` alone, so any number of workers, in any order, gives the same ones, and
    a run goes on where it stopped by going on with ``i``; ``length`` is what `len` says, but any ``i`` from 0 will do.
    The mixture is the sum of the stems after augmentation:

    - ``remix``: each stem comes from a track and a place of its own (else all four from the same);
    - ``gain``: each stem is scaled by a factor drawn between the two (linear; None leaves the level);
    - ``swap``: each stem's left and right are exchanged half of the time.

    Tracks at another rate, and compressed ones, are read from a cache that is filled here, before the first excerpt.
    """

    def __init__(
        self,
        tracks: Sequence[Track],
        *,
        n_samples: int,
        sample_rate: int,
        seed: int = 0,
        length: int = 1_000_000,
        remix: bool = True,
        gain: tuple[float, float] | None = (0.5, 1.3),
        swap: bool = True,
    ) -> None:
        """Take the tracks that can give an excerpt of ``n_samples`` at ``sample_rate`` Hz, and note the others.

        Raises:
            ValueError: If there are no tracks or ``n_samples`` or ``length`` is not positive.
            UserError: If every track is shorter than an excerpt.
        """
        if not tracks:
            raise ValueError("tracks must not be empty")
        if n_samples <= 0 or length <= 0:
            raise ValueError(f"n_samples and length must be positive, got {n_samples}, {length}")
        found = [at_rate(track, sample_rate) for track in tracks]
        fill_cache(found)
        self.n_samples, self.seed, self.length = n_samples, seed, length
        self.remix, self.gain, self.swap = remix, gain, swap
        self.tracks = [track for track in found if track.n_samples >= n_samples]
        for track in found:
            if track.n_samples < n_samples:
                short = f"{track.name} lasts {track.duration:.2f} s, an excerpt {n_samples / sample_rate:.2f} s"
                if not self.tracks:
                    raise UserError(f"{short}; leave the track out or train on shorter excerpts.")
                warnings.warn(f"{short}: the track is left out", Note, stacklevel=2)

    def __len__(self) -> int:
        return self.length

    def __iter__(self) -> Iterator[tuple[Tensor, Tensor]]:
        return (self[index] for index in range(self.length))

    def __getitem__(self, index: int) -> tuple[Tensor, Tensor]:
        if index < 0:
            raise IndexError(f"index must not be negative, got {index}")
        random = self._random(index)
        stems = np.empty((len(SOURCES), 2, self.n_samples), dtype=np.float32)
        for out, (source, track, start) in zip(stems, self._places(random), strict=True):
            sides = track.stem(source, start, start + self.n_samples).T
            flip = -1 if self.swap and random.random() < 0.5 else 1
            np.multiply(sides[::flip], 1 if self.gain is None else random.uniform(*self.gain), out=out)
        waveforms = torch.from_numpy(stems)
        return waveforms.sum(0), waveforms

    def places(self, index: int) -> list[tuple[str, Track, int]]:
        """Where excerpt ``index`` comes from: source, track and first sample (at the track's rate)."""
        return list(self._places(self._random(index)))

    def _random(self, index: int) -> np.random.Generator:
        return np.random.Generator(np.random.PCG64([self.seed, index]))

    def _places(self, random: np.random.Generator) -> Iterator[tuple[str, Track, int]]:
        """A track and a first sample for each source."""
        places = [self._place(random) for _ in range(len(SOURCES) if self.remix else 1)]
        for number, source in enumerate(SOURCES):
            yield source, *places[number % len(places)]

    def _place(self, random: np.random.Generator) -> tuple[Track, int]:
        track = self.tracks[random.integers(len(self.tracks))]
        return track, int(random.integers(track.n_samples - self.n_samples + 1))
