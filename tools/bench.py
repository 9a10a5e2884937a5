"""Measure speed as medians and ratios in one run: `make bench`. Writes data/results/bench/separation.json.

Real-time factor: seconds of work per second of audio, one target or four, waveform to waveform. Networks have random
weights (the work does not depend on them). Ratios compare with the plain network of the same run; for conditioned
networks, four sources asked for at once with the same four asked for one by one.
"""

import argparse
import json
import platform
import statistics
import time
from collections.abc import Callable

import torch
from rich.console import Console
from rich.table import Table

from lasaft_nb.evaluation.provenance import provenance
from lasaft_nb.models.source_model import SOURCES, ModelConfig, SourceModel, build_model
from lasaft_nb.models.zoo import spec
from lasaft_nb.paths import atomic_write, data_dir

NETWORKS = ("tdc_17", "tfc_7", "tfc_tdf_7", "tfc_tdf_large")
CONDITIONED = ("cunet_film", "cunet_gpocm_tdf", "cunet_film_encoder", "cunet_gpocm_lightsaft", "cunet_gpocm_lasaft")
SECONDS = 6.0  # of stereo audio at 44.1 kHz


def model(name: str) -> SourceModel:
    entry = spec(name)
    targets = SOURCES if entry.conditioned else ("vocals",)
    config = ModelConfig(network=name, n_fft=entry.n_fft, hop_length=entry.hop_length, targets=targets)
    return build_model(config).eval()


def plain(network: SourceModel, audio: torch.Tensor) -> Callable[[], object]:
    return lambda: network(audio)


def channels_last(network: SourceModel, audio: torch.Tensor) -> Callable[[], object]:
    fast = network.to(memory_format=torch.channels_last)
    return lambda: fast(audio)


def one_by_one(network: SourceModel, audio: torch.Tensor) -> Callable[[], object]:
    return lambda: [network.sources(audio, (source,)) for source in SOURCES]


def at_once(network: SourceModel, audio: torch.Tensor) -> Callable[[], object]:
    return lambda: network.sources(audio, SOURCES)


PATHS = {"plain": plain, "channels-last": channels_last}
FOUR = {"four sources, one by one": one_by_one, "four sources, at once": at_once}
WORK = [*((name, PATHS) for name in NETWORKS), *((name, FOUR) for name in CONDITIONED)]


def median_seconds(work: Callable[[], object], repeats: int) -> float:
    work()  # warm up
    times = []
    for _ in range(repeats):
        start = time.perf_counter()
        work()
        times.append(time.perf_counter() - start)
    return statistics.median(times)


@torch.inference_mode()
def measure(repeats: int) -> list[dict[str, object]]:
    audio = torch.randn(1, 2, int(SECONDS * 44100)).mul_(0.1)
    rows: list[dict[str, object]] = []
    for name, paths in WORK:
        base = 0.0
        for path, prepare in paths.items():
            factor = median_seconds(prepare(model(name), audio), repeats) / SECONDS
            base = base or factor
            rows.append({"network": name, "path": path, "real_time_factor": factor, "times_plain": base / factor})
    return rows


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--repeats", type=int, default=5)
    repeats = parser.parse_args().repeats
    rows = measure(repeats)
    record = {
        "benchmark": "separation",
        "seconds_of_audio": SECONDS,
        "repeats": repeats,
        "machine": {"processor": platform.processor() or platform.machine(), "threads": torch.get_num_threads()},
        **provenance("cpu"),
        "rows": rows,
    }
    with atomic_write(data_dir() / "results" / "bench" / "separation.json") as path:
        path.write_text(json.dumps(record, indent=1) + "\n", "utf-8")
    table = Table("network", "path", "real-time factor", "times plain")
    for row in rows:
        table.add_row(
            str(row["network"]), str(row["path"]), f"{row['real_time_factor']:.3f}", f"{row['times_plain']:.2f}"
        )
    Console().print(table)


if __name__ == "__main__":
    main()
