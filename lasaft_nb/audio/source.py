"""Where a file's bytes come from: a path, a pipe, standard input, or an open file in memory."""

import io
import shutil
import stat
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from copy import copy
from pathlib import Path
from tempfile import SpooledTemporaryFile
from typing import IO, Any, Literal

from lasaft_nb.errors import UserError

STDIN = "-"
IN_MEMORY = 2**24  # bytes of a pipe that are kept in memory; more go to a temporary file


class Source:
    """Bytes that can be read from their beginning any number of times, one reader at a time.

    A pipe can be read only once and not from its middle, so it is copied first: to memory, or to a temporary file.

    Args:
        origin: a path; "-", standard input; bytes; or an open binary file.

    Raises:
        UserError: where nothing is there, it is a folder, empty, or may not be read.
    """

    def __init__(self, origin: Any) -> None:
        self._path: Path | None = None
        self._handle: IO[bytes] | None = None
        self._range: tuple[int, int] | None = None  # first byte and length, of a part
        if isinstance(origin, bytes | bytearray):
            self.name, self._handle = "the file in memory", io.BytesIO(origin)
        elif not isinstance(origin, str | Path):
            self.name, self._handle = "the open file", _seekable(origin, "the open file")
        elif str(origin) == STDIN:
            self.name = "standard input"
            self._handle = _copied(sys.stdin.buffer)
        else:
            self._open_path(Path(origin).expanduser())
        with self._whole() as file:
            self.size = file.seek(0, io.SEEK_END)
        if not self.size:
            raise UserError(f"{self.name} is empty (0 bytes); copy or export it again")

    def _open_path(self, path: Path) -> None:
        self.name = str(path)
        kind = kind_of(path)
        if kind == "folder":
            raise UserError(f"{path} is a folder, not an audio file; name a file in it")
        if kind == "nothing":
            raise UserError(f"{path} does not exist; check the path")
        if kind == "file":
            self._path = path
            return
        with _readable(self.name), path.open("rb") as pipe:
            self._handle = _copied(pipe)

    def part(self, start: int, length: int) -> "Source":
        """``length`` bytes from ``start`` as a source of their own."""
        part = copy(self)
        part._range, part.size = (start, length), length
        return part

    @contextmanager
    def opened(self) -> Iterator["Part"]:
        """The bytes, from the first."""
        with self._whole() as file:
            yield Part(file, *(self._range or (0, self.size)))

    @contextmanager
    def _whole(self) -> Iterator[IO[bytes]]:
        if self._handle is not None:
            self._handle.seek(0)
            yield self._handle
            return
        assert self._path is not None
        with _readable(self.name):
            file = self._path.open("rb")
        with file:
            yield file


def kind_of(path: Path) -> Literal["nothing", "file", "folder", "pipe"]:
    """What is at ``path``; a name that is too long for the system is nothing."""
    try:
        mode = path.stat().st_mode
    except (OSError, ValueError):
        return "nothing"
    return "folder" if stat.S_ISDIR(mode) else "file" if stat.S_ISREG(mode) else "pipe"


class Part(io.RawIOBase):
    """``length`` bytes of an open file from ``start``, as a file."""

    def __init__(self, file: "IO[bytes] | Part", start: int, length: int) -> None:
        there = max(0, file.seek(0, io.SEEK_END) - start)
        self._file, self._start, self._length = file, start, min(length, there)
        file.seek(start)

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        """Go to a place, at most to the end: headers that lie lead farther than a system can seek."""
        base = {io.SEEK_SET: 0, io.SEEK_CUR: self.tell(), io.SEEK_END: self._length}[whence]
        return self._file.seek(self._start + min(max(0, base + offset), self._length)) - self._start

    def tell(self) -> int:
        """The place in bytes from the part's beginning."""
        return self._file.tell() - self._start

    def seekable(self) -> bool:
        """It is."""
        return True

    def readable(self) -> bool:
        """It is."""
        return True

    def readinto(self, buffer: Any) -> int:
        """Fill ``buffer``; gives the number of bytes."""
        part = self._file.read(min(len(buffer), max(0, self._length - self.tell())))
        buffer[: len(part)] = part
        return len(part)


@contextmanager
def _readable(name: str) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise UserError(f"{name} can't be read ({error.strerror}); check who may read it") from error


def _copied(pipe: IO[bytes]) -> IO[bytes]:
    copied = SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115  (lives as long as the source)
    shutil.copyfileobj(pipe, copied)
    return copied


def _seekable(file: Any, name: str) -> IO[bytes]:
    if not hasattr(file, "read"):
        raise UserError(
            f"a song must be a path, an open binary file, bytes, or floats (n,) or (n, c), got {type(file).__name__}"
        )
    if not isinstance(file.read(0), bytes):
        raise UserError(f"{name} gives text; open it with mode 'rb'")
    return file if getattr(file, "seekable", lambda: False)() else _copied(file)
