"""Find the tracks of a dataset and its official split; which dataset a chapter uses, and how a record names it."""

import hashlib
import json
from collections.abc import Sequence
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Literal

from lasaft_nb.data.array_track import SUFFIX, StemTrack
from lasaft_nb.data.folder_track import FolderTrack, audio_files
from lasaft_nb.data.musdb_track import musdb_tracks
from lasaft_nb.data.track import Track
from lasaft_nb.errors import MissingExtraError, UserError, extra, missing
from lasaft_nb.paths import mini_dir
from lasaft_nb.sources import SOURCES

__all__ = ["Track", "chapter_root", "identify", "tracks", "validation_names"]

Subset = Literal["train", "valid", "test"]
SETUP = "musdb.yaml"  # a dataset's own list of validation tracks, in the form of musdb's setup file


def tracks(
    root: Path | str, subset: Subset | None = None, *, by: Literal["lasaft_nb", "musdb"] = "lasaft_nb"
) -> Sequence[Track]:
    """The tracks under ``root``, sorted by name: MUSDB18, MUSDB18-HQ, a mini dataset, or a user's own.

    ``root`` holds ``train`` and ``test`` (and perhaps ``valid``) with a folder of stems or a ``.stem.mp4`` for each
    track; capitals in these names do not matter, and what begins with a dot is left alone. The validation tracks are
    those that ``root/musdb.yaml`` names, else MUSDB18's official fourteen; they are left out of ``train``. A folder
    without ``train`` and ``test``, or one track's own folder, has no split: its tracks are found with ``subset=None``
    or ``"test"``.

    These are the tracks that ``musdb.DB`` finds. With ``by="musdb"`` it finds and decodes them (extra `evaluate`);
    by default it doesn't, since it starts ffprobe five times for every track, decodes a whole song for every excerpt,
    and can't be imported without ffmpeg.

    Raises:
        UserError: If there are no such tracks, or one of them is unsound; see `FolderTrack`.
    """
    root = Path(root).expanduser()
    if subset not in (None, "train", "valid", "test"):
        raise ValueError(f"subset must be 'train', 'valid', 'test' or None (all), got {subset!r}")
    if not root.is_dir():
        raise UserError(f"{root} is not a folder; give a dataset's folder, or make one: `lasaft-nb data mini {root}`.")
    split = any(_subfolder(root, name).is_dir() for name in ("train", "test"))
    if not split and subset in ("train", "valid"):
        raise UserError(f"{root} has no train folder; put the tracks to learn from in {root / 'train'}.")
    if by not in ("lasaft_nb", "musdb"):
        raise UserError(f"by must be 'lasaft_nb' or 'musdb', got {by!r}")
    if by == "musdb":
        found = musdb_tracks(root, subset, setup_file=SETUP if (root / SETUP).is_file() else None)
    else:
        found = _split(root, subset) if split else _songs(root)
    if not found:
        raise UserError(_nothing(root, subset))
    return found


def _nothing(root: Path, subset: Subset | None) -> str:
    """The sentence about a dataset without such tracks."""
    if subset == "valid" and _songs(_subfolder(root, "train")):
        return (
            f"{root} holds no valid tracks; put them into {root / 'valid'}, or name some of those in "
            f"{_subfolder(root, 'train')} in {root / SETUP}, as `validation_tracks: [NAME, NAME]`."
        )
    wanted = "tracks" if subset is None else f"{subset} tracks"
    return f"{root} holds no {wanted}; a track is a folder with {', '.join(SOURCES)} as wav, or a {SUFFIX} file."


def validation_names(root: Path | str) -> frozenset[str]:
    """Names of the tracks that validate: from ``root/musdb.yaml``, else MUSDB18's official fourteen."""
    own = Path(root) / SETUP
    if own.is_file():
        return _own_validation_names(own)
    return _official_validation_names()


def _own_validation_names(setup: Path) -> frozenset[str]:
    with extra("train"):
        import yaml
    try:
        named = yaml.safe_load(setup.read_text(encoding="utf-8"))["validation_tracks"]
        return frozenset(map(str, named or ()))
    except (OSError, ValueError, yaml.YAMLError, KeyError, TypeError) as error:
        reason = " ".join(str(error).split())
        raise UserError(f"{setup} lists no validation_tracks ({reason}); mend or delete it.") from error


@cache
def _official_validation_names() -> frozenset[str]:
    with extra("train"):
        import yaml
    package = find_spec("musdb")  # it isn't imported, since it can't be without ffmpeg
    if package is None or package.origin is None:
        raise MissingExtraError(missing("musdb", "train"))
    setup = Path(package.origin).parent / "configs" / "mus.yaml"
    return frozenset(yaml.safe_load(setup.read_text(encoding="utf-8"))["validation_tracks"])


def _split(root: Path, subset: Subset | None) -> list[Track]:
    names = validation_names(root)
    if subset == "test":
        return _songs(_subfolder(root, "test"))
    learn = _songs(_subfolder(root, "train"))
    if subset == "train":
        return [track for track in learn if track.name not in names]
    valid = [track for track in learn if track.name in names] + _songs(_subfolder(root, "valid"))
    if subset == "valid":
        return valid
    return [*(track for track in learn if track.name not in names), *valid, *_split(root, "test")]


def _subfolder(root: Path, name: str) -> Path:
    """``root/name``, or the folder there that differs from it in capitals alone, such as ``Train``."""
    exact = root / name
    alike = [] if exact.is_dir() else [one for one in sorted(root.iterdir()) if one.name.lower() == name]
    return next((one for one in alike if one.is_dir()), exact)


def _songs(folder: Path) -> list[Track]:
    if not folder.is_dir():
        return []
    if audio_files(folder):
        return [FolderTrack(folder)]
    songs: list[Track] = []
    for path in sorted(folder.iterdir()):
        if path.name.startswith("."):  # such as ._A.stem.mp4 of a Mac's archive
            continue
        if path.is_dir():
            songs += [FolderTrack(path)] if audio_files(path) else []
        elif path.name.lower().endswith(SUFFIX):
            songs.append(StemTrack(path))
    return songs


MANIFEST = "dataset.json"


def chapter_root(preset: str = "lite") -> Path:
    """Folder of the mini dataset for a training preset, generated when absent.

    ``nano`` for smoke, ``medium`` for long, ``small`` for all others.
    """
    from lasaft_nb.synth import make_dataset

    size = {"smoke": "nano", "long": "medium"}.get(preset, "small")
    root = mini_dir(size)
    if not (root / MANIFEST).is_file():
        make_dataset(root, size)
    return root


def identify(root: Path | str) -> dict[str, str]:
    """Name and fingerprint (hexadecimal) of a dataset, as records carry them.

    A mini dataset has both in its manifest, where the fingerprint is a hash of all its audio. For any other folder it
    is a hash of the tracks' names and their files' sizes.
    """
    from lasaft_nb.synth.manifest import read

    root = Path(root).expanduser()
    if (root / MANIFEST).is_file():
        card = read(root)
        return {"name": card["name"], "fingerprint": card["fingerprint"]}
    sizes = [[track.name, [[file.name, file.stat().st_size] for file in track.files]] for track in tracks(root)]
    return {"name": root.name, "fingerprint": hashlib.sha256(json.dumps(sizes).encode()).hexdigest()}
