"""Where the project keeps things: published tables, records, weights, caches and the mini dataset."""

import glob
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from tempfile import NamedTemporaryFile, gettempdir

from platformdirs import user_cache_path

from lasaft_nb.errors import UserError

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
        with NamedTemporaryFile(
            dir=path.parent, prefix=f".{path.stem}.", suffix=f".part{path.suffix}", delete=False
        ) as handle:
            temporary = Path(handle.name)
        try:
            yield temporary
            temporary.chmod(0o666 & ~_umask())
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
        raise UserError(f"{path} can't be written ({reason}); choose another place, or free disk space") from error


def _belongs(named: Path, path: Path) -> bool:
    """Whether an error that names ``named`` is about writing ``path``: itself, above it, in it, or its temporary."""
    return is_unfinished(named) or named in (path, *path.parents) or path in named.parents


def is_unfinished(path: Path) -> bool:
    """Whether ``path`` is what `atomic_write` left in a process that was killed, or still writes."""
    return path.name.startswith(".") and path.with_suffix("").suffix == ".part"


def _remove_stale(path: Path) -> None:
    for left in path.parent.glob(f".{glob.escape(path.stem)}.*.part{glob.escape(path.suffix)}"):
        with suppress(FileNotFoundError):  # another process has just finished it
            if is_unfinished(left) and time.time() - left.stat().st_mtime > STALE:
                left.unlink()


def _umask() -> int:
    current = os.umask(0)
    os.umask(current)
    return current
