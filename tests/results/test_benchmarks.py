"""Records of speed: written whole, read back, absent when not measured."""

from pathlib import Path

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
