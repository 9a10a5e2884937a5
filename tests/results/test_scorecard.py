import json
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from lasaft_nb.errors import UserError
from lasaft_nb.experiments import claims
from lasaft_nb.metrics.scores import summarise, track_scores
from lasaft_nb.paths import data_dir
from lasaft_nb.results import records, scorecard
from lasaft_nb.results.scorecard import Expectation, Measure
from lasaft_nb.sources import SOURCES

Put = Callable[..., None]


@pytest.fixture
def shelf(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Put:
    """An empty shelf of records; its function puts a row's numbers (seed,) there."""
    monkeypatch.setattr(records, "data_dir", lambda: tmp_path / "none")
    monkeypatch.setenv("LASAFT_NB_RESULTS", str(tmp_path))
    dataset = {"name": "toys", "fingerprint": "", "split": "test"}

    def put(row: str, *sdr: float, experiment: str = "toy", preset: str = "lite", target: str = "vocals") -> None:
        for seed, value in enumerate(sdr):
            scores = {target: {"SDR": summarise([track_scores("one", [value])])}}
            about = {"experiment": experiment, "row": row, "preset": preset, "seed": seed, "dataset": dataset}
            records.write(records.make(**about, scores=scores))

    return put


def says(left: str, right: str | float, *, target: str = "vocals", **fields: object) -> Expectation:
    def measure(row: str) -> Measure:
        return Measure(experiment="toy", row=row, target=target)

    return Expectation(
        says=f"{left} and {right}",
        left=measure(left),
        right=measure(right) if isinstance(right, str) else right,
        **fields,  # type: ignore[arg-type]
    )


def verdict(*expectations: Expectation) -> str:
    return str(scorecard.judge(expectations)["verdict"])


def test_a_difference_counts_when_its_interval_leaves_zero(shelf: Put) -> None:
    shelf("good", 7.0, 7.2, 7.1)
    shelf("fair", 5.0, 5.4, 5.2)
    shelf("same", 5.1, 5.3, 5.5)
    assert verdict(says("good", "fair")) == "agrees"
    assert verdict(says("fair", "good")) == "reversed"
    assert verdict(says("same", "fair")) == verdict(says("fair", "same")) == "undecided"
    (judged,) = scorecard.judge([says("good", "fair")])["expectations"]
    low, high = judged["interval"]
    assert 1.5 < low < 1.9 < high < 2.3
    assert f"95 % interval {low:+.2f} to {high:+.2f}, 3 and 3 seeds at lite" in judged["numbers"]


def test_a_margin_belongs_to_the_claim_and_the_interval_has_to_leave_it(shelf: Put) -> None:
    shelf("good", 7.0, 7.2, 7.1)
    shelf("fair", 5.0, 5.4, 5.2)
    found = {margin: verdict(says("good", "fair", margin=margin)) for margin in (1.0, 1.9, 3.0)}
    assert found == {1.0: "agrees", 1.9: "undecided", 3.0: "reversed"}


def test_two_numbers_are_near_when_the_whole_interval_is(shelf: Put) -> None:
    shelf("one", 5.0, 5.1, 5.0)
    shelf("other", 5.1, 5.0, 5.1)
    shelf("third", 7.0, 7.1, 7.0)
    near = [verdict(says("one", row, relation="near", margin=0.3)) for row in ("other", "third")]
    assert near == ["agrees", "reversed"]
    assert verdict(says("one", "other", relation="near", margin=0.1)) == "undecided"


def test_one_seed_decides_nothing_but_another_row_may_know_the_noise(shelf: Put) -> None:
    shelf("good", 7.0)
    shelf("poor", 1.0)
    judged = scorecard.judge([says("good", "poor")])
    assert judged["verdict"] == "undecided" and "noise not measured: one seed" in judged["ours"]
    shelf("third", 5.0, 5.2, 5.1)
    assert verdict(says("good", "poor")) == "agrees"


def test_the_verdict_on_several_parts_tells_what_they_have_in_common(shelf: Put) -> None:
    for row, value in {"good": 7.0, "fair": 5.0, "poor": 1.0}.items():
        shelf(row, value, value + 0.2, value + 0.1)
    yes, no, no_number = says("good", "poor"), says("poor", "good"), says("good", "never measured")
    open_one = says("fair", "good", relation="near", margin=2.0)
    assert verdict(open_one) == "undecided"
    assert verdict(yes, yes) == "agrees" and verdict(yes, no) == "partly" and verdict(no, no) == "reversed"
    assert verdict(yes, no_number) == verdict(yes, open_one) == "partly"
    assert verdict(no, open_one) == "reversed" and verdict(open_one, no_number) == "undecided"
    assert verdict(no_number) == verdict() == "not run"
    assert [part["verdict"] for part in scorecard.judge([yes, no])["expectations"]] == ["agrees", "reversed"]


def test_budgets_are_never_mixed_and_the_longer_one_decides(shelf: Put) -> None:
    for row, value in {"good": 7.0, "poor": 1.0}.items():
        shelf(row, value, value + 0.2)
        shelf(row, 8.0 - value, 8.2 - value, preset="long")
    shelf("third", 3.0, 3.1)
    assert verdict(says("good", "poor")) == "reversed"  # by `long`
    (judged,) = scorecard.judge([says("good", "third")])["expectations"]
    assert (judged["verdict"], judged["preset"]) == ("agrees", "lite")  # the third row has no other


@pytest.mark.parametrize("target", ["vocals", "mean"])
def test_rows_below_the_best_fixed_equaliser_decide_nothing(shelf: Put, target: str) -> None:
    for source in SOURCES:
        shelf("best fixed equaliser", 3.2, experiment="oracle", target=source)
        shelf("good", 5.0, 5.1, target=source)
        shelf("better", 7.0, 7.1, target=source)
        shelf("poor", 1.0, 1.1, target=source)
    assert verdict(says("better", "good", target=target)) == "agrees"
    judged = scorecard.judge([says("good", "poor", target=target)])
    assert judged["verdict"] == "undecided" and "poor no better than the best fixed equaliser" in judged["ours"]


def test_numbers_are_means_over_seeds_with_the_paths_they_came_from(shelf: Put) -> None:
    shelf("good", 6.0, 7.0)
    value, paths = scorecard.measured(Measure(experiment="toy", row="good", target="vocals"))
    assert value == 6.5
    assert paths == ["toy/good-vocals__lite__seed0.json", "toy/good-vocals__lite__seed1.json"]
    assert np.isnan(scorecard.measured(Measure(experiment="toy", row="bad", target="vocals"))[0])


def test_the_mean_of_four_sources_is_that_of_their_means_however_many_seeds_each_has(shelf: Put) -> None:
    shelf("good", 8.0, 9.0, 10.0, target="vocals")
    for source in ("drums", "bass"):
        shelf("good", 3.0, target=source)
    assert np.isnan(scorecard.measured(Measure(experiment="toy", row="good", target="mean"))[0])
    shelf("good", 5.0, target="other")
    assert scorecard.measured(Measure(experiment="toy", row="good", target="mean"))[0] == 5.0


def test_a_written_entry_comes_back_beside_the_claim(shelf: Put, tmp_path: Path) -> None:
    shelf("good", 7.0, 7.2, 7.1)
    path = scorecard.write("C46", [says("good", 0.0)], note="toys only", written="before")
    assert path == tmp_path / "scorecard" / "C46.json"
    row = scorecard.scorecard().set_index("id").loc["C46"]
    assert (row["verdict"], row["note"]) == ("agrees", "toys only")
    assert row["ours"].startswith("good and 0.0: 7.10 against 0.00 (difference +7.10, 95 % interval")
    assert row["claim"] == "mixture phase limits magnitude methods"
    assert scorecard.expectations_of("C46") == [says("good", 0.0)]
    assert json.loads(path.read_text())["written"] == "before"


def test_all_fifty_claims_are_judged_in_one_place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    card = scorecard.scorecard()
    assert card["id"].tolist() == sorted(claims.CLAIMS) == [f"C{number:02d}" for number in range(1, 51)]
    monkeypatch.setattr(records, "find", lambda *_, **__: [])
    entries = [json.loads(path.read_text()) for path in claims.judge_all(root=tmp_path)]
    assert {entry["verdict"] for entry in entries} == {"not run"} and len(entries) == 50


def test_an_unknown_claim_is_refused() -> None:
    with pytest.raises(UserError, match="claim must be one of C01 to C50, got 'C99'"):
        scorecard.write("C99", [])


def test_every_shipped_verdict_is_what_its_records_say_today(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LASAFT_NB_RESULTS", str(data_dir() / "results"))  # the shipped ones and no others
    for path in claims.judge_all(root=tmp_path):
        shipped = json.loads((data_dir() / "results" / "scorecard" / path.name).read_text())
        assert shipped == json.loads(path.read_text()), f"{path.name}: python -m lasaft_nb.experiments.claims"
        assert all((data_dir() / "results" / record).is_file() for record in shipped["records"])
