"""What several tests measure on."""

from pathlib import Path

import numpy as np
import pytest
import soundfile
from made_songs import write_song

from lasaft_nb.sources import PARTS, SOURCES
from lasaft_nb.training.presets import SMOKE

RATE = SMOKE.sample_rate


@pytest.fixture
def songs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Two songs of noise with sub-sources."""
    monkeypatch.setenv("LASAFT_NB_CACHE", str(tmp_path / "cache"))
    random = np.random.default_rng(0)
    for number in range(2):
        folder = write_song(tmp_path / "songs" / "test" / f"A - {number}", seconds=5.0, rate=RATE, seed=number)
        for source in SOURCES:
            for part in PARTS[source]:
                name = part if part == source else f"{source}_{part}"
                soundfile.write(folder / f"{name}.wav", random.uniform(-0.1, 0.1, (5 * RATE, 2)), RATE)
    return tmp_path / "songs"
