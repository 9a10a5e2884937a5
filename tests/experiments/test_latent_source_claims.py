import json
from pathlib import Path

import pytest

from lasaft_nb.experiments import conditioned_variants, gate_levels, latent_source_claims, paired_gains, table_4_1
from lasaft_nb.metrics.summary import summarise, track_scores
from lasaft_nb.results import records
from lasaft_nb.results.close_calls import too_close
from lasaft_nb.results.scorecard import Expectation, Measure
from lasaft_nb.sources import SOURCES


def record(row: str, sdr: float, root: Path) -> None:
    """A record of table 4.1 with two songs, ``sdr`` and ``sdr + 1`` dB, for every source."""
    summary = summarise([track_scores("one", [sdr]), track_scores("two", [sdr + 1])])
    records.write(
        records.make(
            experiment="table_4_1",
            row=row,
            preset="lite",
            seed=0,
            dataset={"name": "toy", "fingerprint": "", "split": "test"},
            scores={source: {"SDR": dict(summary)} for source in SOURCES},
        ),
        root,
    )


@pytest.fixture
def results(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A results' folder whose GPoCM CUNet is 0.1 dB ahead and whose LaSAFT is 1 dB ahead."""
    monkeypatch.setattr(records, "data_dir", lambda: tmp_path / "none")
    monkeypatch.setenv("LASAFT_NB_RESULTS", str(tmp_path))
    for row, sdr in {"FiLM CUNet": 2.0, "GPoCM CUNet": 2.1, "FiLM CUNet + TDF": 2.5, "GPoCM CUNet + TDF": 2.4}.items():
        record(row, sdr, tmp_path)
    for row in ("FiLM CUNet + LaSAFT", "GPoCM CUNet + LaSAFT"):
        record(row, 3.5, tmp_path)
    return tmp_path


def test_clear_differences_are_judged_and_small_ones_stay_open(results: Path) -> None:
    entries = {path.stem: json.loads(path.read_text()) for path in latent_source_claims.write_claims(root=results)}
    assert (entries["C26"]["verdict"], entries["C28"]["verdict"]) == ("agrees", "agrees")
    assert entries["C27"]["verdict"] == "not run"  # 0.1 dB with a margin of 0.3
    assert entries["C27"]["note"].startswith("Too close to call (mean SDR of the four sources in dB, GPoCM CUNet above")
    assert entries["C29"]["verdict"] == entries["C34"]["verdict"] == "not run"  # no dedicated network, no LightSAFT


def test_a_claim_that_became_undecidable_loses_its_verdict(results: Path) -> None:
    for sdr, verdict in ((3.0, "agrees"), (2.1, "not run")):
        record("GPoCM CUNet", sdr, results)
        latent_source_claims.write_claims(root=results)
        assert json.loads((results / "scorecard" / "C27.json").read_text())["verdict"] == verdict


def test_gains_are_differences_song_by_song(results: Path) -> None:
    path = paired_gains.write("GPoCM CUNet + LaSAFT", "GPoCM CUNet")
    assert path is not None
    summary = records.read(path)["scores"]["other"]["SDR gain"]
    assert [one["frames"] for one in summary["per_track"]] == [[1.4], [1.4]]
    assert paired_gains.write("GPoCM CUNet + LaSAFT", paired_gains.DEDICATED) is None


def test_a_song_without_a_score_in_one_record_has_no_gain() -> None:
    left = {"SDR": {"per_track": [{"track": "a", "median": 3.0}, {"track": "b", "median": None}]}}
    right = {"SDR": {"per_track": [{"track": "a", "median": 1.0}, {"track": "b", "median": 2.0}]}}
    assert paired_gains.gains(left, right) == {"a": 2.0}


def test_every_row_that_a_claim_compares_is_one_that_is_trained_or_measured() -> None:
    known = {row.name for experiment in (table_4_1, conditioned_variants) for row in experiment.EXPERIMENT.rows}
    known |= set(gate_levels.ROWS) | {paired_gains.row_of(*pair) for pair in paired_gains.PAIRS}
    measures = [
        side
        for expectations, _ in latent_source_claims.CLAIMS.values()
        for one in expectations
        for side in (one.left, one.right)
        if isinstance(side, Measure)
    ]
    assert {measure.row for measure in measures} <= known


def test_a_number_that_is_missing_is_no_close_call() -> None:
    missing = Measure(experiment="nowhere", row="x", target="mean")
    assert not too_close(Expectation(says="", left=missing, right=0.0, margin=0.3))


@pytest.mark.parametrize(("margin", "open_question"), [(0.3, True), (20.0, False), (-0.3, False), (0.05, False)])
def test_only_a_margin_of_noise_leaves_a_claim_open(results: Path, margin: float, open_question: bool) -> None:
    rows = [Measure(experiment="table_4_1", row=f"{name} CUNet", target="mean") for name in ("GPoCM", "FiLM")]
    asked = Expectation(says="", left=rows[0], right=rows[1], margin=margin)
    assert too_close(asked) is open_question
