import os
import time
from pathlib import Path

import pytest

from lasaft_nb.errors import UserError
from lasaft_nb.paths import STALE, atomic_write, audio_cache_dir, cache_dir


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
