import json

import numpy as np
import pytest

from lasaft_nb.errors import UserError
from lasaft_nb.metrics.summary import summarise, track_scores
from lasaft_nb.paths import data_dir
from lasaft_nb.results import records, scorecard
from lasaft_nb.results.scorecard import Expectation, Measure


@pytest.fixture
def shelf(tmp_path, monkeypatch):
    monkeypatch.setenv("LASAFT_NB_RESULTS", str(tmp_path))
    dataset = {"name": "toys", "fingerprint": "abc", "split": "test"}

    def put(row: str, sdr: float, seed: int = 0) -> None:
        scores = {"vocals": {"SDR": summarise([track_scores("one", [sdr])])}}
        records.write(records.make(experiment="toy", row=row, preset="lite", seed=seed, dataset=dataset, scores=scores))

    return put


def _says(left: str, right: str | float, **fields) -> Expectation:
    measure = lambda row: Measure(experiment="toy", row=row, target="vocals")  # noqa: E731
    return Expectation(
        says=f"{left} and {right}",
        left=measure(left),
        right=measure(right) if isinstance(right, str) else right,
        **fields,
    )


def test_verdicts_count_the_expectations_that_hold(shelf) -> None:
    for row, sdr in {"good": 7.0, "fair": 5.0, "poor": 1.0}.items():
        shelf(row, sdr)
    yes, no = _says("good", "poor", margin=5.9), _says("fair", "good")
    near, far = _says("good", "fair", relation="near", margin=2.0), _says("good", "poor", relation="near", margin=2.0)
    verdict = lambda *expectations: scorecard.judge(expectations)["verdict"]  # noqa: E731
    assert verdict(yes, near) == "agrees"
    assert verdict(yes, far) == verdict(no, near) == "partly"
    assert verdict(no, far) == "disagrees"
    assert verdict(_says("poor", 0.0, margin=0.5)) == "agrees"


def test_without_a_record_the_verdict_is_not_run(shelf) -> None:
    shelf("good", 7.0)
    judged = scorecard.judge([_says("good", "never measured"), _says("good", 0.0)])
    assert judged["verdict"] == "not run" and scorecard.judge([])["verdict"] == "not run"


def test_numbers_are_means_over_seeds_with_the_paths_they_came_from(shelf) -> None:
    for seed, sdr in enumerate((6.0, 7.0)):
        shelf("good", sdr, seed)
    value, paths = scorecard.measured(Measure(experiment="toy", row="good", target="vocals"))
    assert value == 6.5
    assert paths == ["toy/good-vocals__lite__seed0.json", "toy/good-vocals__lite__seed1.json"]
    assert np.isnan(scorecard.measured(Measure(experiment="toy", row="bad", target="vocals"))[0])


def test_a_seed_that_has_only_some_sources_does_not_count_in_the_mean_of_all_four(shelf) -> None:
    summary = {"SDR": summarise([track_scores("one", [4.0])])}
    whole = records.make(
        experiment="toy",
        row="good",
        preset="lite",
        seed=0,
        dataset={"name": "toys", "fingerprint": "abc", "split": "test"},
        scores=dict.fromkeys(("vocals", "drums", "bass", "other"), summary),
    )
    records.write(whole)
    shelf("good", 9.0, seed=1)  # vocals alone
    assert scorecard.measured(Measure(experiment="toy", row="good", target="mean"))[0] == 4.0


def test_a_written_entry_comes_back_beside_the_claim(shelf, tmp_path) -> None:
    shelf("good", 7.0)
    path = scorecard.write("C46", [_says("good", 0.0)], note="toys only")
    assert path == tmp_path / "scorecard" / "C46.json"
    card = scorecard.scorecard().set_index("id")
    assert card.loc["C46", ["verdict", "ours", "note"]].tolist() == [
        "agrees",
        "good and 0.0: 7.00 against 0.00",
        "toys only",
    ]
    assert card.loc["C46", "claim"] == "mixture phase limits magnitude methods"
    assert scorecard.expectations_of("C46") == [_says("good", 0.0)]


def test_judging_again_takes_new_records_into_account(shelf, tmp_path, monkeypatch) -> None:
    claims = scorecard._claims()
    monkeypatch.setattr(scorecard, "_claims", lambda: claims)
    monkeypatch.setattr(scorecard, "data_dir", lambda: tmp_path)
    monkeypatch.setenv("LASAFT_NB_RESULTS", str(tmp_path / "results"))
    scorecard.write("C46", [_says("good", 0.0)], note="kept")
    assert scorecard._entry("C46")["verdict"] == "not run"
    shelf("good", 7.0)
    assert [path.stem for path in scorecard.judge_again()] == ["C46"]
    assert scorecard._entry("C46")["verdict"] == "agrees" and scorecard._entry("C46")["note"] == "kept"


def test_the_card_holds_every_claim_once() -> None:
    card = scorecard.scorecard()
    assert card["id"].tolist() == [f"C{number:02d}" for number in range(1, 51)]
    assert set(card["verdict"]) <= {"agrees", "partly", "disagrees", "not run"}


def test_an_unknown_claim_is_refused(shelf) -> None:
    with pytest.raises(UserError, match="claim must be one of C01 to C50, got 'C99'"):
        scorecard.write("C99", [])


def test_every_shipped_verdict_is_what_its_records_say_today() -> None:
    for path in (data_dir() / "results" / "scorecard").glob("*.json"):
        entry = json.loads(path.read_text())
        judged = scorecard.judge(scorecard.expectations_of(entry["id"]))
        assert {key: entry[key] for key in judged} == judged, path.name
        assert all((data_dir() / "results" / record).is_file() for record in entry["records"])
