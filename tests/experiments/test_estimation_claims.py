import json
from pathlib import Path

import pytest

from lasaft_nb.experiments import estimation_claims
from lasaft_nb.experiments.table_3_1 import METHODS
from lasaft_nb.metrics.summary import summarise, track_scores
from lasaft_nb.results import records
from lasaft_nb.results.tables import table
from lasaft_nb.sources import SOURCES

METRICS = {"3.1": "SDR", "3.2": "ISR", "3.3": "SIR", "3.4": "SAR"}


def published(table_id: str) -> dict[str, dict[str, float]]:
    """{method: {source: dB}} of the thesis."""
    frame = table(table_id).pivot_table(index="row", columns="column", values="published")
    return {method: {source: float(frame.loc[method, source]) for source in SOURCES} for method in METHODS}


@pytest.fixture
def as_published(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Records that say what the thesis's tables say take the place of ours."""
    monkeypatch.setenv("LASAFT_NB_RESULTS", str(tmp_path))
    values = {metric: published(table_id) for table_id, metric in METRICS.items()}
    nothing = {"dataset": {"name": "toys", "fingerprint": "abc", "split": "test"}, "preset": "lite", "seed": 0}
    for method in METHODS:
        for source in SOURCES:
            value = {m: summarise([track_scores("one", [values[m][method][source]])]) for m in values}
            records.write(records.make(experiment="table_3_1", row=method, scores={source: value}, **nothing))
    for seed in (1, 2):  # ours have three seeds of vocals
        for method in METHODS:
            value = {m: summarise([track_scores("one", [values[m][method]["vocals"]])]) for m in values}
            about = nothing | {"seed": seed}
            records.write(records.make(experiment="table_3_1", row=method, scores={"vocals": value}, **about))
    return tmp_path


def test_by_the_theses_own_numbers_its_claims_agree_but_for_what_follows_sdr(as_published: Path) -> None:
    paths = estimation_claims.write_claims(root=as_published)
    entries = {path.stem: json.loads(path.read_text()) for path in paths}
    verdicts = {claim: entry["verdict"] for claim, entry in entries.items()}
    assert verdicts["C01"] == verdicts["C02"] == verdicts["C03"] == "agrees"
    assert verdicts["C04"] == "partly"  # "other": 4.55 against 4.45 dB, less than our margin
    assert verdicts["C05"] == "disagrees"  # 5.23 against 5.20 dB, less than our margin
    follow = {
        metric: [e for e in entries["C06"]["expectations"] if e["says"].startswith(metric)]
        for metric in METRICS.values()
    }
    assert all(e["holds"] for e in follow["SIR"])
    assert sum(e["holds"] for e in follow["ISR"]) == 4 < len(follow["ISR"])


def test_without_records_nothing_is_judged(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(records, "find", lambda *_, **__: [])
    for path in estimation_claims.write_claims(root=tmp_path):
        assert json.loads(path.read_text())["verdict"] == "not run"


def test_only_pairs_that_differ_by_the_margin_have_an_order() -> None:
    assert estimation_claims.ordered_pairs({"a": 1.0, "b": 1.2, "c": 2.0}, margin=0.5) == [("c", "a"), ("c", "b")]
