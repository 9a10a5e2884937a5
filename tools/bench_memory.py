"""Measure what starting costs, and how much memory a song takes; writes data/results/bench/memory.json.

Every number is that of a process of its own. Songs are noise; the large network has fresh weights, and the one called
"none" gives the mixture back, so that an hour of music shows the memory of all that stands around a network. How well
PyTorch uses kept memory again varies, so the large network's numbers there are medians of three processes. An hour
through it takes half an hour: ``--hour`` measures that alone, into memory_hour.json.
"""

import argparse
import resource
import subprocess
import sys
import tempfile
from pathlib import Path
from statistics import median

import numpy as np
import soundfile
from rich.console import Console
from rich.table import Table

RATE = 44100
STARTS = {
    "python": ["-c", "pass"],
    "import lasaft_nb": ["-c", "import lasaft_nb"],
    "lasaft-nb --help": ["-m", "lasaft_nb.cli", "--help"],
    "Separator": ["-c", "from lasaft_nb import Separator"],
}
PROCESSES = {("tfc_tdf_large", "torch"): 3}  # the others give the same every time
SONGS = {  # network, engine: seconds of music
    ("none", "torch"): (60, 3600),
    ("tfc_tdf_large", "torch"): (9, 27),
    ("tfc_tdf_large", "openvino"): (9, 27),
}
HOUR = {("tfc_tdf_large", "openvino"): (60, 3600)}


def main() -> None:
    from lasaft_nb.results import benchmarks

    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--repeats", type=int, default=5)
    parser.add_argument("--shorter", type=int, default=1, help="divide songs by this, for a trial")
    parser.add_argument("--hour", action="store_true", help="an hour through the large network, and nothing else")
    words = ("NETWORK", "ENGINE", "SONG", "OUT")
    parser.add_argument("--separate", nargs=4, metavar=words, help="what a child process does")
    options = parser.parse_args()
    if options.separate:
        separate(*options.separate)
        return
    if options.hour:
        rows = songs(HOUR, options.shorter)
        benchmarks.write("memory_hour", rows)
    else:
        rows = [*starts(options.repeats), *songs(SONGS, options.shorter)]
        benchmarks.write("memory", rows, repeats=options.repeats)
    table = Table("what", "seconds", "megabytes")
    for row in rows:
        table.add_row(
            row["what"], f"{row.get('seconds', float('nan')):.3f}", f"{row.get('megabytes', float('nan')):.0f}"
        )
    Console().print(table)


def starts(repeats: int) -> list[dict[str, object]]:
    from lasaft_nb.device import median_seconds

    rows: list[dict[str, object]] = []
    for what, words in STARTS.items():
        command = [sys.executable, *words]
        seconds = median_seconds(
            lambda command=command: subprocess.run(command, check=True, capture_output=True), repeats=repeats
        )
        rows.append({"what": what, "seconds": seconds})
    return rows


def songs(asked: dict[tuple[str, str], tuple[int, int]], shorter: int) -> list[dict[str, object]]:
    rows: list[dict[str, object]] = []
    with tempfile.TemporaryDirectory() as folder:
        for (network, engine), lengths in asked.items():
            for full in lengths:
                seconds = max(6, full // shorter)
                song, out = Path(folder) / "song.wav", Path(folder) / "out.wav"
                write_noise(song, seconds)
                command = [sys.executable, __file__, "--separate", network, engine, str(song), str(out)]
                n_processes = PROCESSES.get((network, engine), 1)
                megabytes = median(float(subprocess.check_output(command, text=True)) for _ in range(n_processes))
                name = network if network == "none" else f"{network}, {engine}"
                rows.append({"what": f"{name}, {seconds} s", "network": name, "audio": seconds, "megabytes": megabytes})
    return rows


def write_noise(path: Path, seconds: int) -> None:
    noise = np.random.default_rng(0).integers(-999, 999, (RATE, 2), dtype=np.int16)
    with soundfile.SoundFile(path, "w", samplerate=RATE, channels=2) as file:
        for _ in range(seconds):
            file.write(noise)


def separate(network: str, engine: str, song: str, out: str) -> None:
    """Separate window by window and print the most memory that this process had, in MB."""
    from torch import Tensor

    from lasaft_nb import Separator
    from lasaft_nb.models import zoo
    from lasaft_nb.models.source_model import ModelConfig, SourceModel, build_model

    class Through(SourceModel):
        """Gives the mixture back."""

        def __init__(self) -> None:
            super().__init__(targets=("vocals",), sample_rate=RATE, conditioned=False)

        def forward(self, mixture: Tensor, condition: Tensor | None = None) -> Tensor:
            return mixture[:, None]

        def loss(self, mixture: Tensor, targets: Tensor, condition: Tensor | None = None) -> Tensor:
            return mixture.mean()

    if network == "none":
        model: SourceModel = Through()
    else:
        entry = zoo.spec(network)
        model = build_model(ModelConfig(network=network, n_fft=entry.n_fft, hop_length=entry.hop_length))
    Separator(model, device="cpu", engine=engine).separate_file(song, out, overlap=0.0, progress=False)
    print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)


if __name__ == "__main__":
    main()
