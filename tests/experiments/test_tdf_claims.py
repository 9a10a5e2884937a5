import json
from pathlib import Path

from lasaft_nb.experiments import silent_mixture, table_3_7, tdf_claims, tdf_reading
from lasaft_nb.models import zoo
from lasaft_nb.probes.tdf_maps import tdfs
from lasaft_nb.results.scorecard import Measure

SMALL = zoo.build("tfc_tdf_7", n_fft=1024, channels=1, n_layers=1, bottleneck_factor=None)


def measures() -> list[Measure]:
    expectations = [one for claims, _ in tdf_claims.CLAIMS.values() for one in claims]
    return [side for one in expectations for side in (one.left, one.right) if isinstance(side, Measure)]


def test_every_number_that_a_claim_compares_is_one_that_is_measured() -> None:
    known = {
        "table_3_7": {row.name for row in table_3_7.EXPERIMENT.rows},
        tdf_reading.LINES: set(tdfs(SMALL)),
        tdf_reading.ABLATION: set(tdf_reading.ablations(SMALL)),
        silent_mixture.SILENCE: set(silent_mixture.NETWORKS),
        silent_mixture.CURE: {"as trained", "answer to silence subtracted"},
    }
    assert [one for one in measures() if one.row not in known[one.experiment]] == []
    silent = {one.metric for one in measures() if one.experiment == silent_mixture.SILENCE}
    assert silent <= {*silent_mixture.VARIANTS, silent_mixture.UNTRAINED}


def test_claims_without_records_are_not_run_and_all_of_them_are_written(tmp_path: Path, monkeypatch) -> None:
    monkeypatch.setattr("lasaft_nb.results.records.find", lambda *args, **kwargs: [])
    entries = [json.loads(path.read_text()) for path in tdf_claims.write_claims(root=tmp_path)]
    assert {entry["id"] for entry in entries} == {"C10", "C11", "C12", *(f"C{n}" for n in range(15, 20))}
    assert {entry["verdict"] for entry in entries} == {"not run"}
