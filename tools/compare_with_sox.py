"""Compare our filters and reverb with those of SoX, which must be installed: `python tools/compare_with_sox.py`.

Writes data/results/bench/sox.json, which chapter 5.1 shows: the page is the same where SoX is not installed.
"""

import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import numpy as np
import soundfile

from lasaft_nb.aml import effects
from lasaft_nb.results import benchmarks

RATE = 44100  # Hz
EFFECTS = {
    "lowpass 344 0.707q": effects.lowpass,
    "highpass 5512 0.707q": effects.highpass,
    "reverb 100 50 100 100 32 3": effects.add_reverb,
}


def by_sox(sound: np.ndarray, *effect: str) -> np.ndarray:
    """What SoX makes of a sound (n, 2)."""
    with tempfile.TemporaryDirectory() as folder:
        files = [Path(folder) / "in.wav", Path(folder) / "out.wav"]
        soundfile.write(files[0], sound, RATE, subtype="FLOAT")
        line = ["sox", "-D", files[0], "-b", "32", "-e", "float", files[1], *effect]
        subprocess.run(line, check=True, capture_output=True)
        return soundfile.read(files[1])[0]


def main() -> int:
    if shutil.which("sox") is None:
        print("compare_with_sox: sox is not on the PATH; `sudo apt-get install sox` installs it", file=sys.stderr)
        return 2
    noise = np.random.default_rng(0).uniform(-0.2, 0.2, (RATE, 2))
    rows = []
    for line, effect in EFFECTS.items():
        theirs = by_sox(noise, *line.split())
        ours = effect(noise, source="vocals", level="heavy", sample_rate=RATE)
        error = 10 * np.log10(((ours - theirs) ** 2).sum() / (theirs**2).sum())
        rows.append({"effect, as SoX writes it": line, "error in dB of the signal": round(float(error), 1)})
    said = subprocess.run(["sox", "--version"], check=True, capture_output=True, text=True).stdout
    path = benchmarks.write("sox", rows, sox=said.split()[-1].removeprefix("v"), sound="one second of white noise")
    print(path)
    return 0


if __name__ == "__main__":
    sys.exit(main())
