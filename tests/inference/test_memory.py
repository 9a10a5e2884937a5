"""A long song needs no more memory than a short one."""

import subprocess
import sys
from pathlib import Path

import numpy as np
import soundfile

MEASURE = """
import resource, sys
sys.path.insert(0, {tests!r})
from conftest import Gain
from lasaft_nb import Separator
separator = Separator(Gain({{"vocals": 1.0}}), device="cpu", window_seconds=1.0)
separator.separate_file({source!r}, {out!r}, progress=False)
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)
"""


def peak_memory(folder: Path, *, minutes: int) -> float:
    """Peak resident memory in MB of separating a stereo song from file to file."""
    source, out = folder / f"{minutes}.wav", folder / f"out{minutes}.wav"
    minute = np.random.default_rng(0).integers(-99, 99, (44100 * 60, 2), dtype=np.int16)
    with soundfile.SoundFile(source, "w", samplerate=44100, channels=2) as file:
        for _ in range(minutes):
            file.write(minute)
    code = MEASURE.format(tests=str(Path(__file__).parent), source=str(source), out=str(out))
    peak = int(subprocess.check_output([sys.executable, "-c", code], text=True)) / 1024
    assert soundfile.info(out).frames == soundfile.info(source).frames
    return peak


def test_six_minutes_take_the_memory_of_one(tmp_path: Path) -> None:
    one, six = peak_memory(tmp_path, minutes=1), peak_memory(tmp_path, minutes=6)
    assert six - one < 30  # MB; the five further minutes are 106 MB as floats
