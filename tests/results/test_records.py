import json

import pytest

from lasaft_nb.errors import UserError
from lasaft_nb.metrics.evaluate import evaluate_tracks
from lasaft_nb.metrics.scores import summarise, track_scores
from lasaft_nb.results import records

DATASET = {"name": "toys", "fingerprint": "", "split": "test"}


@pytest.fixture
def record(tracks, separator) -> records.Record:
    evaluation = evaluate_tracks(separator, tracks, metrics=("SDR",), progress=False)
    return records.make(
        experiment="table_3_5",
        row="TFC-TDF, 7 blocks",
        preset="smoke",
        seed=3,
        dataset=DATASET,
        scores=evaluation.scores,
        mixture=evaluation.mixture,
    )


def test_what_is_written_is_read_back(record, tmp_path) -> None:
    path = records.write(record, tmp_path)
    assert path == tmp_path / "table_3_5" / "tfc-tdf-7-blocks__smoke__seed3.json"
    assert records.read(path) == record
    assert records.find("table_3_5", root=tmp_path) == [record]
    assert records.find(root=tmp_path, row="another") == records.find("table_9", root=tmp_path) == []


def test_records_of_one_row_and_several_targets_lie_side_by_side(record, tmp_path) -> None:
    for target in ("vocals", "drums"):
        records.write(record | {"scores": {target: record["scores"][target]}}, tmp_path)
    assert len(records.find("table_3_5", root=tmp_path, row="TFC-TDF, 7 blocks")) == 2


def test_a_record_names_code_versions_and_device(record) -> None:
    assert record["versions"]["museval"][0].isdigit() and record["device"] == "cpu" and record["commit"]


def test_a_number_that_cannot_be_scored_is_null_not_nan(tmp_path, record) -> None:
    record["scores"]["vocals"]["SDR"] = summarise([track_scores("one", [1.0, float("nan"), float("inf")])])
    text = records.write(record, tmp_path).read_text()
    assert '"frames": [1.0, null, null]' in text and "NaN" not in text and "Infinity" not in text


def test_a_run_of_its_own_replaces_the_shipped_record_of_the_same_name(record, tmp_path, monkeypatch) -> None:
    shipped, run = tmp_path / "shipped", tmp_path / "run"
    monkeypatch.setattr(records, "data_dir", lambda: shipped)
    records.write(record | {"seed": 1}, shipped / "results")
    records.write(record, shipped / "results")
    monkeypatch.setenv("LASAFT_NB_RESULTS", str(run))
    assert records.write(record | {"notes": "of the run"}).is_relative_to(run)
    assert [found.get("notes") for found in records.find("table_3_5")] == [None, "of the run"]


def test_a_failed_write_leaves_nothing_behind(record, tmp_path, monkeypatch) -> None:
    monkeypatch.setattr(records.json, "dumps", lambda *_, **__: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        records.write(record, tmp_path)
    assert not [path for path in tmp_path.rglob("*") if path.is_file()]


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"seed": "one"}, r"at \$.seed: 'one' is not of type 'integer'"),
        ({"experiment": "Table 3.5"}, r"at \$.experiment: 'Table 3.5' does not match"),
        ({"scores": {}}, r"at \$.scores: "),
        ({"sdr": 3}, "Additional properties are not allowed"),
        ({"dataset": {"name": "toys"}}, "'fingerprint' is a required property|'split' is a required property"),
    ],
)
def test_a_record_that_breaks_the_schema_is_refused_in_words(record, tmp_path, change, words) -> None:
    with pytest.raises(UserError, match=words):
        records.write(record | change, tmp_path)
    assert not list(tmp_path.iterdir())


def test_a_broken_file_is_named(tmp_path) -> None:
    path = tmp_path / "broken.json"
    path.write_text('{"schema": ')
    with pytest.raises(UserError, match=r"broken\.json is no readable record"):
        records.read(path)
    path.write_text(json.dumps({"schema": "other"}))
    with pytest.raises(UserError, match=r"broken\.json breaks the schema"):
        records.read(path)
