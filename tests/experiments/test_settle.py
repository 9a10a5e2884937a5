"""What would settle an open claim: how many seeds, which trainings, and what they cost."""

import math

import pytest

from lasaft_nb import experiments
from lasaft_nb.experiments import settle
from lasaft_nb.experiments.claims import GAINS, gains
from lasaft_nb.results import scorecard
from lasaft_nb.results.scorecard import Measure
from lasaft_nb.show.plots import gain_in_words

LEFT = {"experiment": "table_3_7", "row": "TFC, bottleneck n/a, DCSE", "target": "vocals", "metric": "SDR"}
SIDE = {**LEFT, "statistic": "median", "preset": ""}


def part(low: float, high: float, *, verdict: str = "undecided", seeds: int = 3, **more: object) -> dict:
    common = {"left": SIDE, "right": 0.0, "relation": "above", "margin": 0.0, "preset": "long"}
    return common | {"verdict": verdict, "interval": [low, high], "seeds": [seeds, seeds]} | more


def test_twice_the_noise_of_a_difference_takes_four_times_the_seeds() -> None:
    assert settle.seeds_for(part(-1.0, 3.0)) == 12  # the half is 2, the difference 1
    assert settle.seeds_for(part(-1.0, 2.0, relation="near", margin=1.0)) == 27  # half 1.5, 0.5 from the margin
    assert settle.seeds_for(part(-1.0, 1.0)) == settle.MANY + 1  # nothing shows a difference
    assert settle.seeds_for(part(-1.0, 3.0, preset="lite")) == settle.SEEDS
    assert settle.seeds_for(part(0.0, 0.0, preset="long", interval=None)) == settle.SEEDS


def claim(monkeypatch: pytest.MonkeyPatch, *parts: dict) -> settle.Plan | None:
    monkeypatch.setattr(scorecard, "entry", lambda claim_id: {"expectations": list(parts)})
    return settle.plan("C12")


def test_what_is_missing_are_the_seeds_that_have_no_record(monkeypatch: pytest.MonkeyPatch) -> None:
    there = len(next(settle.trainings_of(Measure(**SIDE))).seeds())
    assert there >= 2
    found = claim(monkeypatch, part(-1.0, 3.0))
    assert found and (found.seeds, found.trainings, found.steps) == (12, 12 - there, (12 - there) * 3000)
    assert 0 < found.minutes < 60 * found.trainings
    assert f"Missing: {12 - there} trainings" in settle.in_words(found)


def test_seeds_settle_nothing_where_three_have_reversed_a_part_or_nothing_is_trained(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    found = claim(monkeypatch, part(-3.0, -1.0, verdict="reversed"))
    assert found and (found.trainings, found.besides) == (0, (settle.DECIDED,))
    exact = {**SIDE, "experiment": "oracle", "row": "best fixed equaliser"}
    found = claim(monkeypatch, part(0.0, 0.0, left=exact))
    assert found and settle.in_words(found) == "No training is in these numbers: other songs are what is left to try."
    assert claim(monkeypatch, part(1.0, 2.0, verdict="agrees")) is None


@pytest.mark.parametrize(
    ("experiment", "row", "home"),
    [
        ("table_3_5", "TFC, 17 blocks, time sampling yes", "table_3_5"),
        ("silent_mixture", "DCSE", "table_3_1"),  # by the name of its row
        ("tdf_ablation", "whole network", "single_layer_tdf"),  # by the model in its record
        ("amss_preservation", "AMSS-Net, keys after SMPoCM", "table_5_2"),  # not measured yet
    ],
)
def test_a_number_leads_to_the_network_that_was_trained_for_it(experiment: str, row: str, home: str) -> None:
    found = list(settle.trainings_of(Measure(experiment=experiment, row=row, target="vocals")))
    assert found and home in {one.experiment for one in found}
    assert all(one.run in experiments.get(one.experiment).runs() for one in found)


def test_every_open_claim_says_what_would_settle_it() -> None:
    for one in scorecard.scorecard().to_dict("records"):
        found = settle.plan(one["id"])
        is_open = any(p["verdict"] in settle.OPEN for p in scorecard.entry(one["id"])["expectations"])
        assert bool(found) == is_open, one["id"]
        assert found is None or settle.in_words(found), one["id"]


def test_the_gains_of_a_chapter_are_its_claims_and_the_theses_differences() -> None:
    for chapter, expected in ((3, 1.38), (4, 0.72), (5, 0.31)):
        found = gains(chapter)
        assert len(found) == len(GAINS[chapter])
        assert found["published"].notna().all()
        assert round(expected, 2) in found["published"].round(2).tolist()
        for one in found.to_dict("records"):
            assert math.isnan(one["low"]) or one["low"] <= one["measured"] <= one["high"]
            assert f"{one['published']:+.2f}" in gain_in_words(one)
