"""A tiny dataset of plain noise that is quick to spoil, and a cache of its own for every test."""

from pathlib import Path

import pytest
from made_songs import write_song


@pytest.fixture(autouse=True)
def _own_cache(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LASAFT_NB_CACHE", str(tmp_path_factory.mktemp("cache")))


@pytest.fixture
def song(tmp_path: Path) -> Path:
    """A folder of four stems of stereo noise, one second, 8 kHz, without a mixture."""
    return write_song(tmp_path / "songs" / "A - One")
