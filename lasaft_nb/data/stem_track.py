"""A track of MUSDB18 as published: one ``.stem.mp4`` with five AAC streams."""

import warnings
from functools import cached_property
from pathlib import Path

import numpy as np

from lasaft_nb.audio.containers import parts_of
from lasaft_nb.audio.libav import LibavAudio
from lasaft_nb.audio.source import Source
from lasaft_nb.audio.waveform import FULL_SCALE, Waveform
from lasaft_nb.data.array_track import ORDER, ArrayTrack
from lasaft_nb.errors import Note, UserError

SUFFIX = ".stem.mp4"
STREAMS = {"mixture": 0, "drums": 1, "bass": 2, "other": 3, "vocals": 4}  # the stem format's order


class StemTrack(ArrayTrack):
    """MUSDB18's stem file, decoded to the 16 bits that musdb gives (another build of FFmpeg is one step off at most).

    A compressed stream cannot be entered at a sample, and its header tells its length only roughly. So it is decoded
    once, whole, into the cache: 0.9 MB a second of music, 32 GB for all of MUSDB18.
    """

    def __init__(self, path: Path | str) -> None:
        self.path = Path(path)
        self.name = self.path.name[: -len(SUFFIX)]  # X.STEM.MP4 is X, too

    @property
    def sample_rate(self) -> int:
        """Samples a second."""
        return self._mixture.sample_rate

    @cached_property
    def _mixture(self) -> LibavAudio:
        return LibavAudio(_whole(self.path))

    @property
    def files(self) -> tuple[Path, ...]:
        """The stem file."""
        return (self.path,)

    def _make(self) -> Waveform:
        if self._mixture.n_streams != len(STREAMS) or self._mixture.channels != 2:
            raise UserError(
                f"{self.path} holds {self._mixture.n_streams} streams of audio; MUSDB18's files hold 5 in stereo."
            )
        streams = [LibavAudio(_whole(self.path), stream=STREAMS[name]).read() for name in ORDER]
        lengths = {name: len(stream) for name, stream in zip(ORDER, streams, strict=True)}
        longest = max(lengths.values())
        if short := [f"{name} ({n / self.sample_rate:.2f} s)" for name, n in lengths.items() if n < longest]:
            filled = f"filled with silence to {longest / self.sample_rate:.2f} s"
            warnings.warn(f"{self.path}: {', '.join(short)} ended before the others, {filled}", Note, stacklevel=4)
        whole = np.stack([np.pad(stream, ((0, longest - len(stream)), (0, 0))) for stream in streams])
        return np.clip(np.rint(whole * FULL_SCALE), -FULL_SCALE, FULL_SCALE - 1) / np.float32(FULL_SCALE)


def _whole(path: Path) -> Source:
    (source,) = parts_of(Source(path))
    return source
