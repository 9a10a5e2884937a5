"""Records of speed and memory: what `make bench` measures on one machine, and the pages show.

Unlike scores, these numbers belong to a machine; ratios within one record travel better than seconds.
"""

import json
import os
import platform
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from lasaft_nb.paths import atomic_write
from lasaft_nb.provenance import provenance
from lasaft_nb.results.records import shipped_dir

Row = Mapping[str, Any]


def write(name: str, rows: Iterable[Row], *, root: Path | None = None, **about: Any) -> Path:
    """Write ``data/results/bench/<name>.json``: ``rows``, what ``about`` says of them, machine, versions, commit."""
    record = {
        "benchmark": name,
        **about,
        "machine": _machine(),
        **provenance(),
        "rows": [dict(row) for row in rows],
    }
    path = _path(name, root)
    with atomic_write(path) as temporary:
        temporary.write_text(json.dumps(record, indent=1) + "\n", "utf-8")
    return path


def read(name: str, *, root: Path | None = None) -> dict[str, Any] | None:
    """The record called ``name``; None where it was not measured."""
    path = _path(name, root)
    return json.loads(path.read_text("utf-8")) if path.is_file() else None


def _path(name: str, root: Path | None) -> Path:
    return (root or shipped_dir() / "bench") / f"{name}.json"


def _machine() -> dict[str, Any]:
    import torch

    processor = platform.processor() or platform.machine()
    return {"processor": _model_name() or processor, "cores": os.cpu_count(), "threads": torch.get_num_threads()}


def _model_name() -> str:
    """What Linux calls the processor."""
    info = Path("/proc/cpuinfo")
    lines = info.read_text("utf-8", errors="replace").splitlines() if info.is_file() else []
    return next((line.partition(":")[2].strip() for line in lines if line.startswith("model name")), "")
