"""Find the tracks of a dataset and its official split."""

from collections.abc import Sequence
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Literal

import yaml

from lasaft_nb.data.folder_track import SUFFIXES, FolderTrack
from lasaft_nb.data.stem_track import SUFFIX, StemTrack
from lasaft_nb.data.track import Track
from lasaft_nb.errors import UserError
from lasaft_nb.sources import SOURCES

__all__ = ["Track", "tracks", "validation_names"]

Subset = Literal["train", "valid", "test"]
SETUP = "musdb.yaml"  # a dataset's own list of validation tracks, in the form of musdb's setup file


def tracks(root: Path | str, subset: Subset | None = None) -> Sequence[Track]:
    """The tracks under ``root``, sorted by name: MUSDB18, MUSDB18-HQ, a mini dataset, or a user's own.

    ``root`` holds ``train`` and ``test`` (and perhaps ``valid``) with a folder of stems or a ``.stem.mp4`` for each
    track. The validation tracks are those that ``root/musdb.yaml`` names, else MUSDB18's official fourteen; they are
    left out of ``train``. A folder without ``train`` and ``test``, or one track's own folder, has no split: its tracks
    are found with ``subset=None`` or ``"test"``.

    Raises:
        UserError: If there are no such tracks, or one of them is unsound; see `FolderTrack`.
    """
    root = Path(root).expanduser()
    if subset not in (None, "train", "valid", "test"):
        raise ValueError(f"subset must be 'train', 'valid', 'test' or None (all), got {subset!r}")
    if not root.is_dir():
        raise UserError(f"{root} is not a folder; give a dataset's folder, or make one: `lasaft-nb data mini {root}`.")
    split = (root / "train").is_dir() or (root / "test").is_dir()
    if not split and subset in ("train", "valid"):
        raise UserError(f"{root} has no train folder; put the tracks to learn from in {root / 'train'}.")
    found = _split(root, subset) if split else _songs(root)
    if not found:
        wanted = "tracks" if subset is None else f"{subset} tracks"
        raise UserError(
            f"{root} holds no {wanted}; a track is a folder with {', '.join(SOURCES)} as wav, or a {SUFFIX} file."
        )
    return found


def validation_names(root: Path | str) -> frozenset[str]:
    """Names of the tracks that validate: from ``root/musdb.yaml``, else MUSDB18's official fourteen."""
    own = Path(root) / SETUP
    if own.is_file():
        return _own_validation_names(own)
    return _official_validation_names()


def _own_validation_names(setup: Path) -> frozenset[str]:
    try:
        named = yaml.safe_load(setup.read_text(encoding="utf-8"))["validation_tracks"]
        return frozenset(map(str, named or ()))
    except (OSError, ValueError, yaml.YAMLError, KeyError, TypeError) as error:
        reason = " ".join(str(error).split())
        raise UserError(f"{setup} lists no validation_tracks ({reason}); mend or delete it.") from error


@cache
def _official_validation_names() -> frozenset[str]:
    package = find_spec("musdb")
    assert package is not None and package.origin is not None  # one of our requirements
    setup = Path(package.origin).parent / "configs" / "mus.yaml"
    return frozenset(yaml.safe_load(setup.read_text(encoding="utf-8"))["validation_tracks"])


def _split(root: Path, subset: Subset | None) -> list[Track]:
    names = validation_names(root)
    if subset == "test":
        return _songs(root / "test")
    if subset == "train":
        return [track for track in _songs(root / "train") if track.name not in names]
    valid = [track for track in _songs(root / "train") if track.name in names] + _songs(root / "valid")
    if subset == "valid":
        return valid
    return [*_split(root, "train"), *valid, *_songs(root / "test")]


def _songs(folder: Path) -> list[Track]:
    if not folder.is_dir():
        return []
    if _has_audio(folder):
        return [FolderTrack(folder)]
    songs: list[Track] = []
    for path in sorted(folder.iterdir()):
        if path.name.endswith(SUFFIX):
            songs.append(StemTrack(path))
        elif path.is_dir() and not path.name.startswith(".") and _has_audio(path):
            songs.append(FolderTrack(path))
    return songs


def _has_audio(folder: Path) -> bool:
    return any(file.suffix.lower() in SUFFIXES for file in folder.iterdir())
