from pathlib import Path

from lasaft_nb.experiments import lecture
from lasaft_nb.probes import checkerboard
from lasaft_nb.results import records, scorecard


def test_measured_checkerboards_become_records_that_settle_c47(tmp_path: Path, monkeypatch) -> None:
    monkeypatch.setattr(lecture, "N_SEEDS", 2)
    monkeypatch.setenv("LASAFT_NB_RESULTS", str(tmp_path))
    assert len(lecture.record_checkerboards(root=tmp_path)) == len(checkerboard.LAYERS)
    rows = {record["row"]: record for record in records.find("lecture_checkerboard", root=tmp_path)}
    assert set(rows) == set(checkerboard.LAYERS)
    assert scorecard.judge(lecture.CLAIMS["C47"][0])["verdict"] == "agrees"
