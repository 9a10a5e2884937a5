from pathlib import Path

import pytest

from lasaft_nb.paths import atomic_write, audio_cache_dir, cache_dir


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
    with pytest.raises(OSError, match="disk"), atomic_write(out) as part:
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
