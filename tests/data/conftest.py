"""Two tiny datasets: one generated, one of plain noise that is quick to spoil."""

import os
from pathlib import Path

import pytest
from made_songs import write_song


@pytest.fixture(autouse=True)
def _own_cache(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LASAFT_NB_CACHE", str(tmp_path_factory.mktemp("cache")))


@pytest.fixture(scope="session")
def mini(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Three generated songs of 6 s, in one process."""
    from lasaft_nb.synth import make_dataset

    os.environ["OMP_NUM_THREADS"] = "1"
    return make_dataset(tmp_path_factory.mktemp("mini") / "nano", "nano", jobs=1, progress=False)


@pytest.fixture
def song(tmp_path: Path) -> Path:
    """A folder of four stems of stereo noise, one second, 8 kHz, without a mixture."""
    return write_song(tmp_path / "songs" / "A - One")
