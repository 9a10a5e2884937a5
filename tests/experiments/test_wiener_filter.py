"""Estimates are made once a track, and every filter leaves a record."""

from pathlib import Path

import numpy as np
import pytest
import soundfile

from lasaft_nb.data.track import Track
from lasaft_nb.experiments import wiener_filter
from lasaft_nb.results import records
from lasaft_nb.sources import SOURCES

RATE = 4000


@pytest.fixture
def dataset(tmp_path: Path) -> Path:
    """One test song of four noisy tones, 3 s."""
    folder, time, rng = tmp_path / "songs" / "test" / "song", np.arange(3 * RATE) / RATE, np.random.default_rng(0)
    folder.mkdir(parents=True)
    tones = {source: np.sin(2 * np.pi * (110 + 190 * place) * time) for place, source in enumerate(SOURCES)}
    stems = {name: 0.1 * np.stack((tone, 0.5 * tone), 1) for name, tone in tones.items()}
    stems = {name: (stem + 0.01 * rng.standard_normal(stem.shape)).astype(np.float32) for name, stem in stems.items()}
    for name, stem in (stems | {"mixture": sum(stems.values())}).items():
        soundfile.write(folder / f"{name}.wav", stem, RATE, subtype="FLOAT")
    return tmp_path / "songs"


def test_rough_estimates_are_scored_as_they_are_and_filtered(
    dataset: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LASAFT_NB_RESULTS", str(tmp_path / "results"))
    calls: list[str] = []

    def rough(track: Track) -> wiener_filter.Stems:
        calls.append(track.name)
        rng = np.random.default_rng(1)
        return {name: stem + 0.05 * rng.standard_normal(stem.shape) for name, stem in track.stems().items()}

    paths = wiener_filter.run(dataset, preset="smoke", separate=rough)
    found = {record["row"]: record for record in map(records.read, paths)}
    assert calls == ["song"] and set(found) == set(wiener_filter.FILTERS)
    sdr = {row: record["scores"]["vocals"]["SDR"]["median"] for row, record in found.items()}
    assert sdr["no filter"] < sdr["ratio masks"]
    assert sdr["no filter"] < sdr["multichannel Wiener filter, 1 iteration"]
