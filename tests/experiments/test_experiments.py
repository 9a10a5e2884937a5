import json
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pytest

from lasaft_nb import evaluation, experiments
from lasaft_nb.data import chapter_root
from lasaft_nb.errors import UserError
from lasaft_nb.experiments import runner
from lasaft_nb.experiments.experiment import Row, Run, chapter_3_budget
from lasaft_nb.models import zoo
from lasaft_nb.models.source_model import SOURCES, build_model
from lasaft_nb.results import records
from lasaft_nb.training import checkpoint
from lasaft_nb.training.presets import preset

PRESETS = ("smoke", "lite", "long", "paper")
ALL_RUNS = [(name, run.name) for name in experiments.names() for run in experiments.get(name).runs()]


@pytest.mark.parametrize("name", experiments.names())
def test_every_network_of_an_experiment_can_be_built_small(name: str) -> None:
    for run in experiments.get(name).runs():
        model = build_model(run.config(preset("smoke")))
        assert model.targets == run.targets


@pytest.mark.parametrize("size", PRESETS)
@pytest.mark.parametrize("name", experiments.names())
def test_no_two_rows_of_an_experiment_are_one_training_at_any_preset(name: str, size: str) -> None:
    def training(run: Run) -> str:
        sized = run.preset(preset(size))
        learns = run.row.tasks if zoo.spec(run.row.network).reads == "sentence" else ()
        return json.dumps([run.config(sized).to_dict(), asdict(sized), learns], sort_keys=True)

    runs = experiments.get(name).runs()
    assert len({training(run) for run in runs}) == len(runs)


def test_what_a_row_is_holds_at_every_preset_and_the_preset_changes_sizes_and_budget() -> None:
    def built(experiment: str, run: str) -> list[dict[str, Any]]:
        chosen = experiments.get(experiment).run(run)
        return [chosen.config(chosen.preset(preset(size))).overrides for size in PRESETS]

    assert [sizes.get("n_latent_sources") for sizes in built("conditioned_variants", "gpocm_cunet_lasaft_i_l_2")] == [
        2
    ] * 4
    blocks = [sizes.get("n_blocks") for sizes in built("ismir_2020_blocks", "tdc_17_blocks-vocals")]
    assert blocks == [15, 17, 17, None]  # the toy's 128 bins can be halved seven times; the published size is 17
    assert [sizes["n_blocks"] for sizes in built("ismir_2020_blocks", "tdc_7_blocks-vocals")] == [7] * 4
    long = experiments.get("conditioned_variants").run("gpocm_cunet_lasaft_twice_the_steps")
    assert [long.preset(preset(size)).steps for size in PRESETS] == [8, 1600, 12000, 600_000]
    levels = experiments.get("table_5_2").run("amss_net_levels_in_the_loss")
    assert [levels.config(levels.preset(preset(size))).estimation for size in PRESETS] == ["stereo-mask-levels"] * 4


def test_long_has_the_networks_and_signals_of_lite_and_a_budget_by_kind() -> None:
    for experiment, name in (("table_3_7", "tfc_bottleneck_n_a_dcse-vocals"), ("table_4_1", "film_cunet_lasaft")):
        run = experiments.get(experiment).run(name)
        assert run.config(run.preset(preset("long"))) == run.config(run.preset(preset("lite")))
    steps = {
        name: experiments.get(experiment).run(name).preset(preset("long")).steps
        for experiment, name in (("table_3_5", "tfc_17_blocks_time_sampling_no-vocals"), ("table_4_1", "gpocm_cunet"))
    }
    assert list(steps.values()) == [3000, 6000]
    assert experiments.get("table_5_2").run("amss_net").preset(preset("long")).steps == 5000


def test_table_3_1_has_the_window_of_the_thesis_at_long_and_the_variants_have_twice_of_it() -> None:
    published, wide = (
        experiments.get(name).run(run).preset(preset("long"))
        for name, run in (("table_3_1", "dme-vocals"), ("estimation_windows", "dme_93_ms-vocals"))
    )
    assert (published.n_fft, published.hop_length, published.frames) == (1024, 512, 64)
    assert (wide.n_fft, wide.hop_length, wide.frames) == (2048, 1024, 32)


def test_a_misspelt_size_is_refused_with_the_right_one() -> None:
    with pytest.raises(ValueError, match="called 'bottelneck_factor'; did you mean bottleneck_factor"):
        chapter_3_budget(bottelneck_factor=2)
    with pytest.raises(ValueError, match="called 'chanels'; did you mean channels"):
        Row(name="a", network="tfc_7", overrides={"chanels": 2})
    with pytest.raises(ValueError, match="no network has a size called 'x'"):
        preset("lite").but(overrides={"x": 1})
    with pytest.raises(ValueError, match=r"at may change .*, not overrides"):
        Row(name="a", network="tfc_7", at={"lite": {"overrides": {"channels": 2}}})


def test_a_row_of_eighty_songs_needs_them() -> None:
    run, root = experiments.get("songs_sweep").run("tfc_80_songs-vocals"), chapter_root("smoke")
    with pytest.raises(UserError, match=r"learns from 80 songs, and .* has 1; make a larger dataset"):
        runner.on_these_songs(run.preset(preset("long")), root)
    assert runner.on_these_songs(run.preset(preset("smoke")), root).songs is None


def test_names_of_runs_are_unique_and_safe_as_file_names() -> None:
    assert len(set(ALL_RUNS)) == len(ALL_RUNS)
    assert all(set(run) <= set("abcdefghijklmnopqrstuvwxyz0123456789_-") for _, run in ALL_RUNS)


def test_dedicated_networks_are_one_per_source_and_joint_ones_are_one() -> None:
    assert [run.targets for run in Row(name="a", network="tfc_tdf_7").runs()] == [(source,) for source in SOURCES]
    assert [run.targets for run in Row(name="a", network="tfc_tdf_7", joint=True).runs()] == [SOURCES]


@pytest.mark.parametrize("name", experiments.names())
def test_an_experiment_has_the_name_that_it_is_asked_for_by(name: str) -> None:
    assert experiments.get(name).name == name


def test_a_measurement_is_run_by_its_name_and_an_unknown_one_is_refused(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    measurements = {"one": lambda *rows: [Path(row) for row in rows], "two": list}
    monkeypatch.setattr("sys.argv", ["file", "one", "a", "b"])
    runner.from_shell(measurements)
    assert capsys.readouterr().out == "a\nb\n"
    for words in (["x"], []):
        monkeypatch.setattr("sys.argv", ["file", *words])
        with pytest.raises(SystemExit, match="measurement must be one of one, two, got"):
            runner.from_shell(measurements)


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


def dataset_of(record: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> Path:
    """A dataset that counts as the record's."""
    monkeypatch.setattr(runner, "identify", lambda _: record["dataset"])
    return chapter_root("smoke")


def test_the_same_training_in_two_tables_is_run_once_and_recorded_in_both(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (known,) = [one for one in records.find("lite_dedicated", preset="lite") if list(one["scores"]) == ["vocals"]]
    records.write(known, tmp_path)
    plan, lite = experiments.get("table_3_1"), preset("lite")
    root = dataset_of(known, monkeypatch)
    path = runner.adopt(plan, plan.run("dcse-vocals"), preset=lite, seed=0, data_root=root, root=tmp_path)
    assert path is not None
    adopted = records.read(path)
    assert (adopted["experiment"], adopted["row"], adopted["scores"]) == ("table_3_1", "DCSE", known["scores"])
    assert adopted["notes"].startswith("the training of lite_dedicated, row TFC-TDF")
    assert runner.is_adopted(adopted)
    assert runner.adopt(plan, plan.run("dme-vocals"), preset=lite, seed=0, data_root=root, root=tmp_path) is None
    assert runner.adopt(plan, plan.run("dcse-vocals"), preset=lite, seed=1, data_root=root, root=tmp_path) is None


@pytest.mark.parametrize(
    "change",
    [
        {"scores": "other metrics"},
        {"parameters": 0},
        {"experiment": "silent_mixture_cure", "row": "answer to silence subtracted"},
        {"dataset": {"name": "b", "fingerprint": "b", "split": "test"}},
        {"training": {"songs": 10}},
        {"steps": 3},
    ],
)
def test_only_the_very_training_counts_and_nothing_that_was_made_of_it(
    change: dict[str, Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (known,) = [one for one in records.find("lite_dedicated", preset="lite") if list(one["scores"]) == ["vocals"]]
    root = dataset_of(known, monkeypatch)
    if "scores" in change:
        change = {"scores": {"vocals": {"level": known["scores"]["vocals"]["SDR"]}}}
    records.write({**known, **change}, tmp_path)
    plan, lite = experiments.get("table_3_1"), preset("lite")
    assert runner.adopt(plan, plan.run("dcse-vocals"), preset=lite, seed=0, data_root=root, root=tmp_path) is None
