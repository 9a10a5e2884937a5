import os
import time
from pathlib import Path

import pytest

from lasaft_nb.errors import UserError
from lasaft_nb.paths import STALE, atomic_write, audio_cache_dir, cache_dir, sha256_of


def test_a_file_appears_whole_or_not_at_all(tmp_path: Path) -> None:
    out = tmp_path / "new" / "song.wav"
    with pytest.raises(KeyboardInterrupt), atomic_write(out) as part:
        part.write_bytes(b"half")
        raise KeyboardInterrupt
    assert list(out.parent.iterdir()) == []
    with atomic_write(out) as part:
        assert part.suffix == ".wav"
        part.write_bytes(b"whole")
    assert [path.name for path in out.parent.iterdir()] == ["song.wav"]


@pytest.mark.parametrize(("umask", "mode"), [(0o022, 0o644), (0o077, 0o600), (0o002, 0o664)])
def test_a_file_has_the_permissions_of_any_new_file(tmp_path: Path, umask: int, mode: int) -> None:
    before = os.umask(umask)
    try:
        with atomic_write(tmp_path / "a.json") as part:
            part.write_text("{}")
    finally:
        os.umask(before)
    assert (tmp_path / "a.json").stat().st_mode & 0o777 == mode


def test_the_permissions_of_other_threads_files_are_left_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "umask", lambda _: pytest.fail("umask belongs to the whole process"))
    with atomic_write(tmp_path / "a.json") as part:
        part.write_text("{}")


@pytest.mark.parametrize("letter", ["a", "é", "音"])
@pytest.mark.parametrize("n_bytes", [200, 245, 255])
def test_a_name_that_the_disk_takes_can_be_written(tmp_path: Path, letter: str, n_bytes: int) -> None:
    stem = (letter * n_bytes).encode()[: n_bytes - 4].decode(errors="ignore")
    for content in ("old", "new"):
        with atomic_write(tmp_path / f"{stem}.wav") as part:
            assert part.suffix == ".wav"
            part.write_text(content)
    assert [path.name for path in tmp_path.iterdir()] == [f"{stem}.wav"]


def test_a_name_that_is_too_long_is_told_to_be_shorter(tmp_path: Path) -> None:
    sentence = r"can't be written \(File name too long\); choose a shorter name"
    with pytest.raises(UserError, match=sentence), atomic_write(tmp_path / f"{'a' * 300}.wav") as part:
        part.write_text("x")
    assert list(tmp_path.iterdir()) == []


def test_the_hash_of_a_file_is_that_of_its_bytes(tmp_path: Path) -> None:
    (tmp_path / "abc").write_bytes(b"abc")  # the example of FIPS 180-2
    assert sha256_of(tmp_path / "abc") == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"


def test_what_stood_there_stays_when_writing_fails(tmp_path: Path) -> None:
    out = tmp_path / "card.json"
    out.write_text("old")
    with (
        pytest.raises(UserError, match=r"card.json can't be written \(no space left on this disk\); choose"),
        atomic_write(out) as part,
    ):
        part.write_text("new")
        raise OSError("no space left on this disk")
    assert out.read_text() == "old"


def test_decoded_audio_goes_elsewhere_when_the_cache_is_read_only(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LASAFT_NB_CACHE", str(tmp_path))
    assert audio_cache_dir() == cache_dir() / "audio"
    monkeypatch.setattr("os.access", lambda path, mode: False)
    assert tmp_path not in audio_cache_dir().parents


def test_what_a_killed_process_left_goes_with_a_later_write_of_the_same_file(tmp_path: Path) -> None:
    old, young, other = (tmp_path / name for name in (".a.x1.part.json", ".a.x2.part.json", ".b.x1.part.json"))
    for left in (old, young, other):
        left.touch()
    for left in (old, other):
        os.utime(left, (time.time() - 2 * STALE,) * 2)
    with atomic_write(tmp_path / "a.json") as part:
        part.write_text("{}")
    assert {path.name for path in tmp_path.iterdir()} == {young.name, other.name, "a.json"}


def test_a_place_below_a_file_is_refused_with_cause_and_cure(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with (
        pytest.raises(UserError, match=r"a\.json can't be written \((Not a directory|File exists)\); choose another"),
        atomic_write(tmp_path / "file" / "a.json"),
    ):
        raise AssertionError("never reached")
