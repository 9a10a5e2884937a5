"""A track of MUSDB18 as published: one ``.stem.mp4`` with five AAC streams."""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cached_property
from pathlib import Path

import numpy as np

from lasaft_nb.data.array_track import ORDER, ArrayTrack
from lasaft_nb.data.track import Waveform
from lasaft_nb.errors import UserError

SUFFIX = ".stem.mp4"
STREAMS = {"mixture": 0, "drums": 1, "bass": 2, "other": 3, "vocals": 4}  # the stem format's order


class StemTrack(ArrayTrack):
    """MUSDB18's stem file, decoded by stempeg (which runs ffmpeg) to the same 16 bits as musdb gives.

    A compressed stream cannot be entered at a sample, and its header tells its length only roughly. So it is decoded
    once, whole, into the cache: 0.9 MB a second of music, 32 GB for all of MUSDB18.
    """

    def __init__(self, path: Path | str) -> None:
        self.path = Path(path)
        self.name = self.path.name[: -len(SUFFIX)]  # X.STEM.MP4 is X, too

    @property
    def sample_rate(self) -> int:
        """Samples a second."""
        return self._rate

    @cached_property
    def _rate(self) -> int:
        import stempeg

        with _plain_words(self.path):
            return int(stempeg.Info(str(self.path)).sample_rate(0))

    @property
    def files(self) -> tuple[Path, ...]:
        """The stem file."""
        return (self.path,)

    def _make(self) -> Waveform:
        import stempeg

        with _plain_words(self.path):
            decoded, _ = stempeg.read_stems(str(self.path), dtype=np.float32, ffmpeg_format="s16le", always_3d=True)
        if decoded.shape[0] != len(STREAMS) or decoded.shape[2] != 2:
            raise UserError(f"{self.path} holds {decoded.shape[0]} streams of audio; MUSDB18's files hold 5 in stereo.")
        return decoded[[STREAMS[name] for name in ORDER]]


@contextmanager
def _plain_words(path: Path) -> Iterator[None]:
    try:
        yield
    except FileNotFoundError as error:
        raise UserError(f"{path} needs ffmpeg to be decoded; install it (`lasaft-nb doctor` tells how).") from error
    except (RuntimeError, Warning, ValueError, KeyError) as error:
        raise UserError(f"{path} cannot be decoded; copy it again, and check it with `ffprobe`.") from error
    except Exception as error:
        if type(error).__module__.startswith("ffmpeg"):
            raise UserError(f"{path} cannot be decoded; copy it again, and check it with `ffprobe`.") from error
        raise
