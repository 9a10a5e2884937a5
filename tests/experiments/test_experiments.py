from pathlib import Path

import pytest

from lasaft_nb import evaluation, experiments
from lasaft_nb.data import chapter_root
from lasaft_nb.experiments import runner
from lasaft_nb.experiments.experiment import Row
from lasaft_nb.models import checkpoint
from lasaft_nb.models.source_model import SOURCES, build_model
from lasaft_nb.results import records
from lasaft_nb.training.presets import preset

ALL_RUNS = [(name, run.name) for name in experiments.names() for run in experiments.get(name).runs()]


@pytest.mark.parametrize("name", experiments.names())
def test_every_network_of_an_experiment_can_be_built_small(name: str) -> None:
    for run in experiments.get(name).runs():
        model = build_model(run.config(preset("smoke")))
        assert model.targets == run.targets


def test_names_of_runs_are_unique_and_safe_as_file_names() -> None:
    assert len(set(ALL_RUNS)) == len(ALL_RUNS)
    assert all(set(run) <= set("abcdefghijklmnopqrstuvwxyz0123456789_-") for _, run in ALL_RUNS)


def test_dedicated_networks_are_one_per_source_and_joint_ones_are_one() -> None:
    assert [run.targets for run in Row(name="a", network="tfc_tdf_7").runs()] == [(source,) for source in SOURCES]
    assert [run.targets for run in Row(name="a", network="tfc_tdf_7", joint=True).runs()] == [SOURCES]


def test_unknown_names_are_refused_with_the_choice() -> None:
    with pytest.raises(ValueError, match=r"experiment must be one of lite_dedicated, .* got 'x'"):
        experiments.get("x")
    with pytest.raises(ValueError, match=r"model must be one of tfc_tdf-vocals, .* got 'x'"):
        experiments.get("lite_dedicated").run("x")


def test_rows_of_a_table_are_named_as_the_table_names_them() -> None:
    for experiment, table in (("table_3_1", "3.1"), ("table_3_5", "3.5"), ("table_3_7", "3.7"), ("table_4_1", "4.1")):
        rows = [row.name for row in experiments.get(experiment).rows]
        assert rows == list(evaluation.table(table)["row"].unique()), table
    published = set(evaluation.table("3.6")["row"])
    assert published.issuperset(row.name for row in experiments.get("table_3_6").rows)


def test_what_is_trained_is_shipped_scored_and_recorded(tmp_path: Path) -> None:
    plan, size, root = experiments.get("lite_dedicated"), preset("smoke").but(steps=2), chapter_root("smoke")
    run = plan.run("tfc_tdf-bass")
    weights = runner.train(plan, run, preset=size, data_root=root, out_root=tmp_path, device="cpu")
    shipped = runner.ship(weights, tmp_path / "shipped.safetensors")
    record = records.read(
        runner.measure(plan, run, shipped, data_root=root, metrics=("SDR",), root=tmp_path / "results")
    )
    assert list(record["scores"]) == list(record["mixture"]) == record["model"]["targets"] == ["bass"]
    card = checkpoint.load(shipped)[1]
    assert card["scores"]["bass"]["SDR"] == record["scores"]["bass"]["SDR"]["median"]
    assert card["weights"]["dtype"] == "float16"
    assert card["dataset"]["fingerprint"] == record["dataset"]["fingerprint"]


def test_the_same_training_in_two_tables_is_run_once_and_recorded_in_both(tmp_path: Path) -> None:
    (known,) = [one for one in records.find("lite_dedicated", preset="lite") if list(one["scores"]) == ["vocals"]]
    records.write(known, tmp_path)
    plan, lite = experiments.get("table_3_1"), preset("lite")
    path = runner.adopt(plan, plan.run("dcse-vocals"), preset=lite, seed=0, root=tmp_path)
    assert path is not None
    adopted = records.read(path)
    assert (adopted["experiment"], adopted["row"], adopted["scores"]) == ("table_3_1", "DCSE", known["scores"])
    assert adopted["notes"].startswith("the training of lite_dedicated, row TFC-TDF")
    assert runner.adopt(plan, plan.run("dme-vocals"), preset=lite, seed=0, root=tmp_path) is None
    assert runner.adopt(plan, plan.run("dcse-vocals"), preset=lite, seed=1, root=tmp_path) is None


def test_a_record_of_the_same_network_with_other_metrics_is_not_taken_over(tmp_path: Path) -> None:
    (known,) = [one for one in records.find("lite_dedicated", preset="lite") if list(one["scores"]) == ["vocals"]]
    records.write({**known, "scores": {"vocals": {"level": known["scores"]["vocals"]["SDR"]}}}, tmp_path)
    plan, lite = experiments.get("table_3_1"), preset("lite")
    assert runner.adopt(plan, plan.run("dcse-vocals"), preset=lite, seed=0, root=tmp_path) is None
