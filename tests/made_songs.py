"""Songs of noise that take no time to make."""

from pathlib import Path

import numpy as np
import soundfile

from lasaft_nb.sources import SOURCES


def write_song(folder: Path, seconds: float = 1.0, rate: int = 8000, seed: int = 0) -> Path:
    """A folder of four stereo stems."""
    folder.mkdir(parents=True)
    random = np.random.default_rng(seed)
    for source in SOURCES:
        noise = random.uniform(-0.2, 0.2, (int(seconds * rate), 2))
        soundfile.write(folder / f"{source}.wav", noise, rate, subtype="PCM_16")
    return folder
