"""Claims on blocks are judged by records alone; a lead that is too small is left open."""

import json
from pathlib import Path

import pytest

from lasaft_nb import experiments
from lasaft_nb.experiments import block_claims, block_costs, wiener_filter
from lasaft_nb.models import zoo
from lasaft_nb.results import close_calls
from lasaft_nb.results.scorecard import Measure


def _values(monkeypatch: pytest.MonkeyPatch, values: dict[str, float], *, otherwise: float = float("nan")) -> None:
    monkeypatch.setattr(close_calls, "measured", lambda measure: (values.get(measure.row, otherwise), []))


def test_a_claim_without_all_its_records_is_not_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _values(monkeypatch, {"TFC, 7 blocks": 3.0})
    assert [path.stem for path in block_claims.write_claims(root=tmp_path)] == ["C13"]


@pytest.mark.parametrize(("lead", "close"), [(0.2, True), (-0.2, True), (0.4, False), (-0.4, False)])
def test_a_lead_below_the_margin_is_too_close_to_call(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, lead: float, close: bool
) -> None:
    _values(monkeypatch, {"TFC, 7 blocks": 3.0 + lead, "TDC-RNN, 7 blocks": 3.0})
    entries = {path.stem: json.loads(path.read_text()) for path in block_claims.write_claims(root=tmp_path)}
    assert entries["C22"]["note"].startswith("Too close to call") is close
    assert (entries["C22"]["expectations"] == []) is close
    if close:
        assert f"by {lead:+.2f}" in entries["C22"]["note"]


def test_a_claim_of_which_something_is_decided_is_judged(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    values = {"TDC, 17 blocks": 2.0, "TDC, 7 blocks": 1.9}
    values |= {block_claims.TFC_TDF_17: 3.0, block_claims.TFC_TDF_7: 2.0}
    _values(monkeypatch, values)
    entries = {path.stem: json.loads(path.read_text()) for path in block_claims.write_claims(root=tmp_path)}
    assert len(entries["C21"]["expectations"]) == 2


def test_every_row_that_a_claim_compares_is_one_that_is_trained_or_measured() -> None:
    known = {name: {row.name for row in experiments.get(name).rows} for name in ("table_3_5", "ismir_2020_blocks")}
    known["wiener_filter"] = set(wiener_filter.FILTERS)
    known["block_costs"] = set(block_costs.NETWORKS)
    sides = [side for expectations, _ in block_claims.CLAIMS.values() for one in expectations for side in _sides(one)]
    assert {side.experiment for side in sides} == {*known, "block_reach"}
    for side in sides:
        assert side.row in known.get(side.experiment, {side.row}), side


def test_costs_are_counted_of_networks_that_the_experiments_train() -> None:
    rows = {row.name for row in experiments.get("ismir_2020_blocks").rows}
    assert rows <= set(block_costs.NETWORKS)
    assert all(name in zoo.names() for name, _ in block_costs.NETWORKS.values())


def _sides(expectation: block_claims.Expectation) -> list[Measure]:
    return [side for side in (expectation.left, expectation.right) if isinstance(side, Measure)]
