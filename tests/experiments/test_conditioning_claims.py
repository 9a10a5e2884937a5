import json
from pathlib import Path

import pytest

from lasaft_nb import experiments
from lasaft_nb.experiments import conditioning_claims
from lasaft_nb.results import scorecard
from lasaft_nb.sources import SOURCES


def test_every_row_that_a_claim_compares_is_one_that_is_trained() -> None:
    known = {(name, row.name) for name in ("table_4_1", "conditioned_variants") for row in experiments.get(name).rows}
    for expectations, _ in conditioning_claims.CLAIMS.values():
        for one in expectations:
            assert {(side.experiment, side.row) for side in (one.left, one.right)} <= known


def fake(monkeypatch: pytest.MonkeyPatch, values: dict[str, float], otherwise: float) -> None:
    def measured(measure: scorecard.Measure) -> tuple[float, list[str]]:
        return values.get(measure.row, otherwise), []

    for module in (scorecard, conditioning_claims):
        monkeypatch.setattr(module, "measured", measured)


def written(folder: Path) -> dict[str, dict]:
    return {path.stem: json.loads(path.read_text()) for path in conditioning_claims.write_claims(root=folder)}


@pytest.mark.parametrize(("gain", "verdict"), [(0.5, "agrees"), (0.2, "disagrees"), (-0.5, "disagrees")])
def test_a_difference_within_the_margin_supports_no_claim(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, gain: float, verdict: str
) -> None:
    better = dict.fromkeys(("dedicated (chapter 3)", "FiLM CUNet + TDF"), 4.0 + gain)
    fake(monkeypatch, better | {"best fixed equaliser": 3.2}, otherwise=4.0)
    entries = written(tmp_path)
    assert (entries["C24"]["verdict"], entries["C25"]["verdict"]) == (verdict, verdict)
    assert len(entries["C25"]["expectations"]) == len(SOURCES)


def test_networks_that_learned_no_more_than_a_filter_settle_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fake(monkeypatch, {"best fixed equaliser": 3.2, "dedicated (chapter 3)": 5.0}, otherwise=1.0)
    assert list(written(tmp_path)) == ["C24"]


def test_without_a_record_of_the_other_network_nothing_is_claimed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fake(monkeypatch, {"FiLM CUNet, FiLM in the encoder": float("nan"), "best fixed equaliser": 3.2}, otherwise=4.0)
    entries = written(tmp_path)
    assert entries["C31"]["verdict"] == "not run"
    assert "4.00 against" not in entries["C31"]["ours"]
