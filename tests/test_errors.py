"""What the operating system refuses comes with the cure of that refusal and of no other."""

import errno
import os
from pathlib import Path

import pytest

from lasaft_nb.errors import UserError, cure
from lasaft_nb.paths import atomic_write


@pytest.mark.parametrize(
    ("number", "helps"),
    [
        (errno.ENOSPC, "free disk space"),
        (errno.EACCES, "permissions"),
        (errno.ENOENT, "spelled"),
        (errno.ENAMETOOLONG, "shorter name"),
        (errno.EMFILE, "ulimit -n"),
        (errno.EISDIR, "name a file"),
        (errno.ECONNREFUSED, "connection"),
    ],
)
def test_a_refusal_has_its_own_cure(number: int, helps: str) -> None:
    said = cure(OSError(number, os.strerror(number)))
    assert helps in said
    assert ("disk space" in said) == (number == errno.ENOSPC)


def test_an_error_without_a_number_has_no_made_up_cure() -> None:
    assert cure(OSError("libc10_cuda.so: cannot open shared object file")) == ""


def test_a_name_that_is_too_long_is_told_to_be_shortened(tmp_path: Path) -> None:
    with pytest.raises(UserError, match=r"choose a shorter name$"), atomic_write(tmp_path / ("x" * 300 + ".json")):
        raise AssertionError("never reached")


def test_a_folder_below_a_file_is_no_matter_of_disk_space(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(UserError, match=r"a part of this path is a file|a file has the name of a folder") as error:
        atomic_write(tmp_path / "file" / "x.json").__enter__()
    assert "disk space" not in str(error.value)
