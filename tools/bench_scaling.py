"""Measure how the cost of separating grows; writes data/results/bench/scaling.json.

Processor seconds of one thread with freed memory kept, so that other work on the machine hardly matters.
"""

import argparse

import torch
from rich.console import Console
from rich.table import Table

from lasaft_nb.device import keep_memory
from lasaft_nb.probes import scaling
from lasaft_nb.results import benchmarks


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--repeats", type=int, default=15)
    parser.add_argument("--frames", type=int, default=32, help="of audio; fewer for a trial")
    options = parser.parse_args()
    torch.set_num_threads(1)
    keep_memory()
    rows = [scaling.measure(point, repeats=options.repeats) for point in scaling.points(frames=options.frames)]
    benchmarks.write("scaling", rows, repeats=options.repeats, reference=scaling.REFERENCE)
    table = Table("curve", "value", "seconds", "GFLOP", "measured / model")
    for row in rows:
        ratio = row["seconds"] / scaling.expected_seconds(row, rows[0])
        table.add_row(
            row["curve"], f"{row['value']:.3g}", f"{row['seconds']:.2f}", f"{row['gflop']:.1f}", f"{ratio:.2f}"
        )
    Console().print(table)


if __name__ == "__main__":
    main()
