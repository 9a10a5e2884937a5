"""The record of our effects beside SoX's, which chapter 5.1 shows."""

import shutil
from pathlib import Path

import pytest
from book_site import module

from lasaft_nb.results import benchmarks

tool = module("tools/compare_with_sox.py")
KEY = "error in dB of the signal"


def test_the_record_has_every_effect_below_minus_60_db() -> None:
    rows = benchmarks.read("sox")["rows"]
    assert [row["effect, as SoX writes it"] for row in rows] == list(tool.EFFECTS)
    assert max(row[KEY] for row in rows) < -60


def test_measured_again_it_is_the_same(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    if shutil.which("sox") is None:
        pytest.skip("SoX is not installed (Debian package sox)")
    kept = benchmarks.read("sox")["rows"]
    monkeypatch.setattr(benchmarks, "shipped_dir", lambda: tmp_path)
    assert tool.main() == 0
    again = benchmarks.read("sox")["rows"]
    assert [row[KEY] for row in again] == pytest.approx([row[KEY] for row in kept], abs=3)


def test_without_sox_it_says_how_to_get_it(monkeypatch: pytest.MonkeyPatch, capsys) -> None:
    monkeypatch.setattr(shutil, "which", lambda _: None)
    assert tool.main() == 2
    assert "sudo apt-get install sox" in capsys.readouterr().err
