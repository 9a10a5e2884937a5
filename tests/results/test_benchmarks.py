"""Records of speed: written whole, read back, absent when not measured."""

import time
from pathlib import Path

import pytest

from lasaft_nb.results import benchmarks


def test_a_record_comes_back_with_its_machine_and_versions(tmp_path: Path) -> None:
    path = benchmarks.write("toy", [{"what": "x", "seconds": 0.5}], root=tmp_path, repeats=3)
    record = benchmarks.read("toy", root=tmp_path)
    assert path == tmp_path / "toy.json"
    assert record["rows"] == [{"what": "x", "seconds": 0.5}]
    assert (record["benchmark"], record["repeats"]) == ("toy", 3)
    assert {"processor", "cores", "threads"} == set(record["machine"])
    assert {"commit", "versions", "device"} <= set(record)


def test_what_was_not_measured_is_none(tmp_path: Path) -> None:
    assert benchmarks.read("toy", root=tmp_path) is None


def test_the_median_leaves_the_first_call_and_one_slow_call_out() -> None:
    naps = iter([0.2, 0.0, 0.2, 0.0])
    assert benchmarks.median_seconds(lambda: time.sleep(next(naps)), repeats=3) < 0.1
    with pytest.raises(ValueError, match="repeats must be at least 1, got 0"):
        benchmarks.median_seconds(lambda: None, repeats=0)
