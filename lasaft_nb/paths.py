"""Where the project keeps things, and how it writes them: whole or not at all, with a hash to know them by."""

import glob
import hashlib
import os
import secrets
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from tempfile import gettempdir

from platformdirs import user_cache_path

from lasaft_nb.errors import UserError, cure

PACKAGE = Path(__file__).parent
STALE = 3600.0  # seconds after which an unfinished file belongs to a process that was killed


def data_dir() -> Path:
    """Folder with ``thesis/``, ``results/``, ``weights/`` and ``words/``.

    In a checkout this is ``data/`` beside the package; an installed wheel carries the same folders inside the package.
    """
    inside = PACKAGE / "_data"
    return inside if inside.is_dir() else PACKAGE.parent / "data"


def cache_dir() -> Path:
    """Folder for downloads and generated data: ``$LASAFT_NB_CACHE``, else the user's cache folder."""
    return Path(os.environ.get("LASAFT_NB_CACHE") or user_cache_path("lasaft_nb"))


def audio_cache_dir() -> Path:
    """Folder for decoded audio: in `cache_dir`, or in the system's temporary folder where that is read-only."""
    folder = cache_dir() / "audio"
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError:
        writable = False
    else:
        writable = os.access(folder, os.W_OK)
    return folder if writable else Path(gettempdir()) / "lasaft_nb" / "audio"


def mini_dir(preset: str = "small") -> Path:
    """Folder of a mini dataset: in ``$LASAFT_NB_MINI``, else ``data/mini`` of a checkout, else in the cache."""
    if root := os.environ.get("LASAFT_NB_MINI"):
        return Path(root) / preset
    checkout = PACKAGE.parent / "pyproject.toml"
    return (PACKAGE.parent / "data" if checkout.is_file() else cache_dir()) / "mini" / preset


@contextmanager
def atomic_write(path: Path | str) -> Iterator[Path]:
    """Yield a temporary name beside ``path``; it becomes ``path`` on success and vanishes on failure.

    The temporary name keeps the suffix, since writers choose their format by it, and begins with a dot, so that whoever
    lists a folder can leave out what a killed process left; such leftovers go with a later write of the same file.

    Raises:
        UserError: the folder can't be written, or the disk is full.
    """
    path = Path(path)
    with plain_words(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        with suppress(FileNotFoundError):
            path.lstat()  # a name that is too long for the file system is refused now, not when all is computed
        temporary = path.with_name(f"{_beginning(path)}{secrets.token_hex(6)}.part{path.suffix}")
        temporary.touch(exist_ok=False)  # with the permissions of any new file
        try:
            yield temporary
            temporary.replace(path)
            _remove_stale(path)
        finally:
            temporary.unlink(missing_ok=True)


@contextmanager
def plain_words(path: Path) -> Iterator[None]:
    """Turn an operating system's refusal to write ``path`` into a `UserError` with cause and cure."""
    try:
        yield
    except OSError as error:
        if error.filename and not _belongs(Path(error.filename), path):
            raise  # another file's trouble
        reason = error.strerror or str(error).rstrip(".")
        raise UserError(f"{path} can't be written ({reason}); {cure(error) or 'choose another place'}") from error


def _belongs(named: Path, path: Path) -> bool:
    """Whether an error that names ``named`` is about writing ``path``: itself, above it, in it, or its temporary."""
    return is_unfinished(named) or named in (path, *path.parents) or path in named.parents


def is_unfinished(path: Path) -> bool:
    """Whether ``path`` is what `atomic_write` left in a process that was killed, or still writes."""
    return path.name.startswith(".") and path.with_suffix("").suffix == ".part"


def _beginning(path: Path) -> str:
    """How the temporary names of ``path`` begin: cut, so that they fit where ``path`` itself does (255 bytes)."""
    return f".{os.fsencode(path.stem)[:200].decode(errors='ignore')}."


def _remove_stale(path: Path) -> None:
    for left in path.parent.glob(f"{glob.escape(_beginning(path))}*.part{glob.escape(path.suffix)}"):
        if is_unfinished(left) and is_stale(left):
            left.unlink(missing_ok=True)


def is_stale(path: Path) -> bool:
    """Whether ``path`` is there and so old that nobody writes it any more; others may take it away at any moment."""
    try:
        return time.time() - path.stat().st_mtime > STALE
    except FileNotFoundError:  # its own process has renamed or removed it since it was listed
        return False


def sha256_of(path: Path) -> str:
    """Hexadecimal SHA-256 of a file's bytes."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
