import json

import numpy as np
import pandas as pd
import pytest

from lasaft_nb.errors import UserError
from lasaft_nb.metrics.scores import summarise, track_scores
from lasaft_nb.paths import data_dir
from lasaft_nb.results import records
from lasaft_nb.results.published import PUBLISHED
from lasaft_nb.results.tables import table, table_ids

THESIS = ("3.1", "3.2", "3.3", "3.4", "3.5", "3.6", "3.7", "4.1", "4.2", "5.1", "5.2", "5.3")
LECTURE = ("lecture_jansson_unet", "lecture_wave_u_net", "lecture_demucs")
COLUMNS = ["row", "column", "published", "measured", "sd", "preset", "seeds", "whose", "ours"]


def _record(row: str, scores: dict[str, list[float]], **changes) -> records.Record:
    made = {target: {"SDR": summarise([track_scores("one", frames)])} for target, frames in scores.items()}
    fields = {"experiment": "table_4_1", "preset": "lite", "seed": 0, "parameters": 990_000}
    dataset = {"name": "toys", "fingerprint": "", "split": "test"}
    return records.make(row=row, dataset=dataset, scores=made, mixture=made, **(fields | changes))


@pytest.fixture
def shelf(tmp_path, monkeypatch):
    """A results folder of the test's own, and a function that puts records there."""
    monkeypatch.setattr(records, "data_dir", lambda: tmp_path / "nothing")
    monkeypatch.setenv("LASAFT_NB_RESULTS", str(tmp_path))
    return lambda *made: [records.write(record) for record in made]


def _cell(frame: pd.DataFrame, row: str, column: str) -> pd.Series:
    return frame[(frame["row"] == row) & (frame["column"] == column)].squeeze()


def test_all_tables_of_the_thesis_and_the_lecture_are_there() -> None:
    assert set(THESIS + LECTURE) == set(table_ids())


@pytest.mark.parametrize("name", THESIS + LECTURE)
def test_every_number_of_the_csv_is_in_the_long_form_once(name) -> None:
    frame = table(name)
    assert list(frame.columns) == COLUMNS and not frame.duplicated(["row", "column"]).any()
    wide = pd.read_csv(data_dir() / "thesis" / PUBLISHED[name].file, keep_default_na=False)
    there = [column for column in frame["column"].unique() if column in wide]
    in_csv = sorted(float(v) for c in there for v in wide[c] if v != "" and name != "5.1")
    assert sorted(v for v in frame["published"] if name != "5.1" and not np.isnan(v)) == in_csv


def test_some_numbers_of_the_thesis_stand_where_they_should() -> None:
    assert _cell(table("3.1"), "DCSE", "vocals")["published"] == 7.05
    assert _cell(table("3.5"), "TFC-TDF, 17 blocks, time sampling yes", "params_millions")["published"] == 1.93
    assert _cell(table("4.1"), "GPoCM CUNet + LaSAFT", "mean")["published"] == 5.64
    assert _cell(table("5.3"), "lowpass filter, drums", "amss_net_sd")["published"] == 0.15
    assert _cell(table("lecture_wave_u_net"), "vocals, median", "M4")["published"] == 4.46
    assert _cell(table("5.1"), "dereverb", "dsp_operation")["published"] == "reverb"


def test_the_pipeline_stands_beside_the_published_systems_without_a_published_number() -> None:
    separating = table("5.2").set_index(["row", "column"]).loc["separate, change, remix"]
    assert separating["published"].isna().all() and separating["ours"].all()
    assert separating.loc[["vocals", "drums", "bass", "other", "mean"], "measured"].notna().all()
    frame = table("5.3").query("column == 'separate, change, remix'")
    assert len(frame) == 24 and frame["published"].isna().all() and frame["measured"].notna().all()


def test_other_peoples_systems_are_marked() -> None:
    frame = table("3.6")
    assert frame[frame["ours"]]["row"].unique().tolist() == ["TFC-TDF-U-Net (thesis)"]
    assert table("4.1")["ours"].all()


def test_without_a_record_nothing_is_measured(shelf) -> None:
    frame = table("4.1")
    assert frame["measured"].isna().all() and (frame["preset"] == "").all() and (frame["seeds"] == "").all()


def test_seeds_are_averaged_and_their_spread_fills_the_sd_columns(shelf) -> None:
    for seed, sdr in enumerate((4.0, 5.0, 9.0)):
        shelf(_record("AMSS-Net", {"vocals": [sdr]}, experiment="table_5_2", seed=seed))
    frame = table("5.2")
    cell = _cell(frame, "AMSS-Net", "vocals")
    assert (cell["measured"], cell["preset"], cell["seeds"]) == (6.0, "lite", "0, 1, 2")
    assert _cell(frame, "AMSS-Net", "vocals_sd")["measured"] == pytest.approx(np.std([4, 5, 9], ddof=1))
    assert np.isnan(_cell(frame, "AMSS-Net", "drums")["measured"])


def test_the_mean_needs_all_four_sources_and_joins_dedicated_networks(shelf) -> None:
    for index, target in enumerate(("vocals", "drums", "bass", "other")):
        assert np.isnan(_cell(table("4.1"), "FiLM CUNet", "mean")["measured"])
        shelf(_record("FiLM CUNet", {target: [float(index)]}))
    assert _cell(table("4.1"), "FiLM CUNet", "mean")["measured"] == 1.5


def test_the_mean_is_that_of_the_numbers_in_its_row_whatever_seeds_each_has(shelf) -> None:
    for seed, sdr in enumerate((1.0, 2.0, 6.0)):
        shelf(_record("FiLM CUNet", {"vocals": [sdr]}, seed=seed))
    for target in ("drums", "bass", "other"):
        shelf(_record("FiLM CUNet", {target: [5.0]}))
    cell = _cell(table("4.1"), "FiLM CUNet", "mean")
    assert (cell["measured"], cell["seeds"]) == (4.5, "0, 1, 2")


def test_the_reader_s_own_records_are_marked_and_those_of_another_dataset_stand_apart(
    shelf, tmp_path, monkeypatch
) -> None:
    shelf(_record("FiLM CUNet", {"vocals": [1.0], "drums": [1.0]}), _record("GPoCM CUNet", {"vocals": [2.0]}))
    monkeypatch.setattr(records, "shipped_dir", lambda: tmp_path)
    monkeypatch.setenv("LASAFT_NB_RESULTS", str(tmp_path / "mine"))
    shelf(_record("GPoCM CUNet", {"vocals": [3.0]}))
    elsewhere = {"name": "MUSDB18", "fingerprint": "1a2b3c4d5e", "split": "test"}
    (path,) = shelf(_record("GPoCM CUNet", {"vocals": [7.0]}) | {"dataset": elsewhere})
    assert path.name == "gpocm-cunet-vocals__lite__seed0__musdb18-1a2b3c4d.json"
    frame = table("4.1")
    theirs, mine = (_cell(frame, row, "vocals") for row in ("FiLM CUNet", "GPoCM CUNet"))
    assert (theirs["measured"], theirs["whose"]) == (1.0, "shipped")
    assert (mine["measured"], mine["whose"]) == (3.0, "yours")
    elsewhere = _cell(table("4.1", dataset="MUSDB18"), "GPoCM CUNet", "vocals")
    assert (elsewhere["measured"], elsewhere["whose"]) == (7.0, "yours")


def test_one_table_never_mixes_presets(shelf) -> None:
    shelf(_record("FiLM CUNet", {"vocals": [1.0]}, preset="paper"))
    shelf(_record("FiLM CUNet", {"vocals": [2.0]}), _record("GPoCM CUNet", {"vocals": [3.0]}))
    assert set(table("4.1")["preset"]) == {"lite", ""}
    assert _cell(table("4.1", preset="paper"), "FiLM CUNet", "vocals")["measured"] == 1.0
    assert np.isnan(_cell(table("4.1", preset="paper"), "GPoCM CUNet", "vocals")["measured"])


def test_parameters_come_from_the_record_in_millions(shelf) -> None:
    shelf(_record("TFC-TDF, 7 blocks, time sampling yes", {"vocals": [3.0]}, experiment="table_3_5"))
    assert _cell(table("3.5"), "TFC-TDF, 7 blocks, time sampling yes", "params_millions")["measured"] == 0.99


def test_the_lectures_statistics_are_taken_over_seconds_and_over_the_mixture(shelf) -> None:
    shelf(_record("Wave-U-Net", {"vocals": [1.0, 2.0, 9.0]}, experiment="lecture_networks"))
    frame = table("lecture_wave_u_net")
    found = [_cell(frame, f"vocals, {name}", "M4")["measured"] for name in ("median", "MAD", "mean", "SD")]
    assert found == pytest.approx([2, 1, 4, np.std([1, 2, 9])])
    shelf(_record("U-Net", {"vocals": [5.0]}, experiment="lecture_networks"))
    assert _cell(table("lecture_jansson_unet"), "iKala, NSDR vocal", "unet")["measured"] == 0


def test_an_unknown_table_is_refused_with_the_list() -> None:
    with pytest.raises(UserError, match=r"table must be one of 3\.1, .*lecture_demucs, got '9\.9'"):
        table("9.9")


@pytest.mark.parametrize("name", THESIS + LECTURE)
def test_every_measured_number_has_its_record(name) -> None:
    """Looks the records up by their file names alone, without the code that makes the table."""
    frame = table(name)
    shown = frame[frame["measured"].notna()]
    files = [
        json.loads(path.read_text()) for path in (data_dir() / "results" / PUBLISHED[name].experiment).glob("*.json")
    ]
    held = {(record["row"], record["preset"], str(record["seed"])) for record in files if PUBLISHED[name].experiment}
    for _, line in shown.iterrows():
        wanted = {(line["row"], line["preset"], seed) for seed in line["seeds"].split(", ")}
        by_column = {
            (row, line["preset"], s) for row in PUBLISHED[name].systems.values() for s in line["seeds"].split(", ")
        }
        assert line["seeds"] and (wanted <= held or by_column & held), f"{name}: {line['row']}, {line['column']}"


def test_every_shipped_record_is_valid_and_lies_where_its_content_says() -> None:
    for path in (data_dir() / "results").glob("*/*__*__seed*.json"):
        assert records.path_of(records.read(path), data_dir() / "results") == path


def test_every_shipped_record_of_a_thesis_table_names_a_row_of_it() -> None:
    for spec in (PUBLISHED[name] for name in THESIS if PUBLISHED[name].experiment):
        ids = [name for name, other in PUBLISHED.items() if other.experiment == spec.experiment]
        rows = {row for name in ids for row in table(name)["row"]} | set(spec.systems.values())
        rows |= {f"{row}, {ours}" for row in rows for ours in ("an hour of training", "levels in the loss")}
        for record in records.find(spec.experiment, root=data_dir() / "results"):
            assert record["row"] in rows, f"{spec.experiment}: {record['row']}"
