import json
from pathlib import Path

import pytest

from lasaft_nb.experiments import lecture_claims
from lasaft_nb.probes import checkerboard
from lasaft_nb.results import records


def test_measured_checkerboards_become_records_that_settle_c47(tmp_path: Path, monkeypatch) -> None:
    monkeypatch.setattr(lecture_claims, "N_SEEDS", 2)
    monkeypatch.setenv("LASAFT_NB_RESULTS", str(tmp_path))
    assert len(lecture_claims.record_checkerboards(root=tmp_path)) == len(checkerboard.LAYERS)
    rows = {record["row"]: record for record in records.find("lecture_checkerboard", root=tmp_path)}
    assert set(rows) == set(checkerboard.LAYERS)
    entries = {path.stem: json.loads(path.read_text()) for path in lecture_claims.write_claims(root=tmp_path)}
    assert entries["C47"]["verdict"] == "agrees"
    assert entries["C48"]["records"]  # judged by the shipped networks' records


@pytest.mark.parametrize(("network", "judged"), [(4.0, True), (2.0, False), (float("nan"), False)])
def test_context_is_judged_only_by_networks_that_beat_a_fixed_filter(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, network: float, judged: bool
) -> None:
    values = {"Wave-U-Net": network, "best fixed equaliser": 3.2}
    monkeypatch.setattr(lecture_claims, "measured", lambda measure: (values[measure.row], []))
    assert (tmp_path / "scorecard" / "C49.json" in lecture_claims.write_claims(root=tmp_path)) is judged


def test_every_row_that_a_claim_compares_is_one_that_is_trained_or_measured() -> None:
    from lasaft_nb.experiments.lecture_networks import EXPERIMENT

    known = {row.name for row in EXPERIMENT.rows} | set(checkerboard.LAYERS)
    for expectations, _ in lecture_claims.CLAIMS.values():
        for expectation in expectations:
            assert {expectation.left.row, expectation.right.row} <= known
