"""The one error that a user can mend, the cures of what an operating system refuses, and notes that ask for nothing."""

import errno
import socket
from collections.abc import Iterator
from contextlib import contextmanager

_CURES = {
    errno.ENOSPC: "free disk space",
    errno.EDQUOT: "free disk space, or ask for a larger quota",
    errno.EFBIG: "free disk space, or raise the limit of a file's size (ulimit -f)",
    errno.EACCES: "choose a place that you may use, or change its permissions",
    errno.EPERM: "choose a place that you may use, or change its permissions",
    errno.EROFS: "choose a place that can be written",
    errno.ENOENT: "check how the path is spelled",
    errno.ENOTDIR: "choose another place: a part of this path is a file, no folder",
    errno.EISDIR: "name a file: this is a folder",
    errno.EEXIST: "choose another place: a file has the name of a folder, or the other way round",
    errno.ENOTEMPTY: "choose another place: this folder holds other files",
    errno.ENAMETOOLONG: "choose a shorter name",
    errno.ELOOP: "choose another place: its links lead in a circle",
    errno.EMFILE: "close other programs, or raise the limit of open files (ulimit -n)",
    errno.ENFILE: "close other programs: the machine has too many open files",
    errno.ENOMEM: "close other programs, or use a smaller batch",
    errno.EIO: "check the disk or its connection",
}


class UserError(ValueError):
    """Bad input. The message is one sentence: the cause, then the cure.

    The shell prints the message alone (exit status 2); Python raises it as a ``ValueError``.
    """


class Note(UserWarning):
    """A resampling, a clipped peak, another network than asked for: said, and no error.

    ``warnings.simplefilter("ignore", Note)`` silences them.
    """


class MissingExtraError(UserError, ImportError):
    """A package that only some uses of the library need is not installed; the message names the extra that has it."""


@contextmanager
def extra(name: str) -> Iterator[None]:
    """For imports of packages that are among the requirements of the extra ``name``, and not of every installation.

    Raises:
        MissingExtraError: one of them is not installed.
    """
    try:
        yield
    except ModuleNotFoundError as error:
        package = (error.name or "").partition(".")[0]
        if package in ("", "lasaft_nb"):
            raise
        raise MissingExtraError(missing(package, name)) from error


def missing(package: str, name: str) -> str:
    """The sentence about a package that the extra ``name`` brings."""
    return f"this needs {package}, which is not installed; `pip install 'lasaft-nb[{name}]'` brings it"


def cure(error: OSError) -> str:
    """What helps against a refusal of the operating system, in words for a user; "" where only the cause is known."""
    if isinstance(error, (ConnectionError, TimeoutError, socket.gaierror)):
        return "check the connection to the internet, and try again"
    return _CURES.get(error.errno, "") if error.errno else ""
