"""A long song needs no more memory than a short one."""

import subprocess
import sys
from pathlib import Path
from statistics import median

import numpy as np
import pytest
import soundfile

MEASURE = """
import resource, sys
sys.path.insert(0, {tests!r})
from conftest import Gain
from lasaft_nb import Separator
from lasaft_nb.models.source_model import ModelConfig, build_model
separator = {network}
separator.separate_file({source!r}, {out!r}, progress=False, overlap=0.25)
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)
"""


TRIVIAL = 'Separator(Gain({"vocals": 1.0}), device="cpu", window_seconds=1.0)'
LARGE = 'Separator(build_model(ModelConfig(network="tfc_tdf_large", n_fft=4096)), device="cpu", engine="{engine}")'


def peak_memory(folder: Path, *, minutes: float, network: str = TRIVIAL) -> float:
    """Peak resident memory in MB of separating a stereo song from file to file."""
    source, out = folder / f"{minutes}.wav", folder / f"out{minutes}.wav"
    second = np.random.default_rng(0).integers(-99, 99, (44100, 2), dtype=np.int16)
    with soundfile.SoundFile(source, "w", samplerate=44100, channels=2) as file:
        for _ in range(round(60 * minutes)):
            file.write(second)
    code = MEASURE.format(tests=str(Path(__file__).parent), network=network, source=str(source), out=str(out))
    peak = int(subprocess.check_output([sys.executable, "-c", code], text=True)) / 1024
    assert soundfile.info(out).frames == soundfile.info(source).frames
    return peak


def test_six_minutes_take_the_memory_of_one(tmp_path: Path) -> None:
    one, six = peak_memory(tmp_path, minutes=1), peak_memory(tmp_path, minutes=6)
    assert six - one < 30  # MB; the five further minutes are 106 MB as floats
    assert six < 1.1 * one


@pytest.mark.stress
def test_an_hour_takes_the_memory_of_a_minute(tmp_path: Path) -> None:
    one, sixty = peak_memory(tmp_path, minutes=1), peak_memory(tmp_path, minutes=60)
    assert sixty < 1.1 * one


@pytest.mark.stress
@pytest.mark.parametrize("engine", ["torch", "openvino"])
def test_the_large_network_stays_below_one_and_a_half_gigabytes_for_three_times_the_song(
    tmp_path: Path, engine: str
) -> None:
    if engine == "openvino":
        pytest.importorskip("openvino", reason="OpenVINO is not installed (pip install 'lasaft-nb[fast]')")
    large = LARGE.format(engine=engine)
    one, three = (  # kept memory is used again well or less well, by chance
        median(peak_memory(tmp_path, minutes=minutes, network=large) for _ in range(3)) for minutes in (1, 3)
    )
    assert three < 1500  # MB
    assert three < 1.1 * one
