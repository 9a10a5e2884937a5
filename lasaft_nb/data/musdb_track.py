"""Tracks as the package musdb, with which the field reads MUSDB18, finds and decodes them."""

from pathlib import Path
from typing import Any

import numpy as np

from lasaft_nb.audio.waveform import Waveform
from lasaft_nb.data.track import Track
from lasaft_nb.errors import UserError, extra
from lasaft_nb.sources import SOURCES

SPLITS: dict[str, dict[str, str]] = {
    "train": {"subsets": "train", "split": "train"},
    "valid": {"subsets": "train", "split": "valid"},
    "test": {"subsets": "test"},
}  # what ``musdb.DB`` calls them


class MusdbTrack(Track):
    """A track of ``musdb.DB``; every read decodes the whole of a stem, as musdb does."""

    def __init__(self, track: Any) -> None:
        self._track = track
        self.name = track.name
        self.path = Path(track.path)

    @property
    def sample_rate(self) -> int:
        """Samples a second."""
        return int(self._track.rate)

    @property
    def n_samples(self) -> int:
        """Length of the mixture and of every stem."""
        return int(self._track.samples)

    @property
    def files(self) -> tuple[Path, ...]:
        """The files that the audio comes from."""
        return tuple(dict.fromkeys((self.path, *(Path(self._track.sources[source].path) for source in SOURCES))))

    def _read(self, name: str, start: int, stop: int) -> Waveform:
        if name != "mixture" and name not in self._track.sources:
            raise UserError(f"{self.path} has no stem {name!r}; it has {', '.join(self._track.sources)}.")
        part = self._track if name == "mixture" else self._track.sources[name]
        return np.asarray(part.audio[start:stop], dtype=np.float32)


def musdb_tracks(root: Path, subset: str | None, *, setup_file: str | None) -> list[Track]:
    """The tracks that ``musdb.DB`` finds below ``root``, MUSDB18 or folders of wav files.

    Args:
        root: with ``train`` and ``test``.
        subset: "train", "valid", "test", or None for all.
        setup_file: a file in ``root`` that names other validation tracks than MUSDB18's; None where there is none.

    Raises:
        UserError: musdb is not installed, or can't be imported since the programs ffmpeg and ffprobe are not there.
    """
    try:
        with extra("evaluate"):
            import musdb
    except RuntimeError as error:  # stempeg's
        raise UserError(f"musdb can't be imported ({error}); install ffmpeg, or leave by='musdb' out") from error
    is_wav = not any(root.glob("*/*.stem.mp4"))
    chosen = SPLITS.values() if subset is None else [SPLITS[subset]]
    found = [musdb.DB(root=str(root), setup_file=setup_file, is_wav=is_wav, **split) for split in chosen]
    return [MusdbTrack(track) for db in found for track in db]
