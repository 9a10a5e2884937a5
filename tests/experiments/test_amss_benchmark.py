from functools import partial
from pathlib import Path

import pytest

from lasaft_nb import evaluation, experiments
from lasaft_nb.aml.command import TARGETS
from lasaft_nb.data import chapter_root
from lasaft_nb.experiments import amss_analysis, amss_benchmark, runner
from lasaft_nb.experiments.claims_chapter_5 import CLAIMS
from lasaft_nb.metrics.manipulation import BENCHMARK, COMMANDS
from lasaft_nb.models.source_model import build_model
from lasaft_nb.results import records
from lasaft_nb.training import checkpoint
from lasaft_nb.training.presets import preset

PLAN = experiments.get("table_5_2")
TASKS = {name: BENCHMARK[name] for name in ("increase volume, drums", "lowpass filter, bass")}


@pytest.fixture
def _few_tasks(monkeypatch: pytest.MonkeyPatch) -> None:
    few = partial(amss_benchmark.evaluate_manipulation, benchmark=TASKS)
    kept = partial(amss_benchmark.evaluate_preservation, commands={"mute, bass": COMMANDS["mute, bass"]})
    monkeypatch.setattr(amss_benchmark, "evaluate_manipulation", few)
    monkeypatch.setattr(amss_benchmark, "evaluate_preservation", kept)


def test_networks_are_named_as_the_tables_name_them() -> None:
    rows = [row.name for row in PLAN.rows]
    assert set(rows[:3]) < set(evaluation.table("5.2")["row"])
    assert [run.name for run in PLAN.runs()] == [
        "amss_net",
        "amss_net_w_o_csa",
        "amss_net_w_o_smpocm",
        "amss_net_keys_after_smpocm",
        "amss_net_separate_only",
        "amss_net_keys_after_smpocm",
        "amss_net_an_hour_of_training",
        "amss_net_levels_in_the_loss",
        "amss_net_spectrogram_estimated_directly",
    ]


@pytest.mark.usefixtures("_few_tasks")
def test_a_network_is_scored_by_sdr_by_21_tasks_and_by_what_it_preserves(tmp_path: Path) -> None:
    run, root = PLAN.run("amss_net"), chapter_root("smoke")
    config = run.config(preset("smoke"))
    about = {"preset": "smoke", "seed": 0, "steps": 0, "seconds": 0.0, "dataset": {"name": "mini-nano"}}
    weights = checkpoint.save(tmp_path / "net", build_model(config), config, **about)
    runner.measure(PLAN, run, weights, data_root=root, root=tmp_path / "results")
    found = {record["experiment"]: record for record in records.find(row="AMSS-Net", root=tmp_path / "results")}
    assert set(found) == {"table_5_2", "table_5_3", "amss_preservation"}
    assert list(found["table_5_2"]["scores"]) == ["vocals", "drums", "bass", "other"]
    assert list(found["table_5_3"]["scores"]) == list(found["table_5_3"]["mixture"])
    assert list(found["table_5_3"]["scores"]) == [*TASKS, "mean, drums", "mean, bass"]
    (nothing,) = records.find("table_5_3", row="no manipulation", root=tmp_path / "results")
    assert nothing["scores"] == found["table_5_3"]["mixture"]
    assert found["table_5_3"]["notes"].endswith("of 2 tasks")
    card = checkpoint.read_card(weights)
    assert set(card["rmse_mfcc"]) == set(card["reference_loss"]) == set(TASKS)


def test_masks_are_written_by_all_rows_but_the_one_of_the_thesis() -> None:
    methods = {run.name: run.config(preset("paper")).estimation for run in PLAN.runs()}
    assert methods.pop("amss_net_spectrogram_estimated_directly") == "DCSE"
    assert methods.pop("amss_net_levels_in_the_loss") == "stereo-mask-levels"
    assert set(methods.values()) == {"stereo-mask"}


def test_a_training_on_sentences_is_never_taken_from_another_experiment(tmp_path: Path) -> None:
    run = PLAN.run("amss_net_separate_only")
    assert (
        runner.adopt(PLAN, run, preset=preset("lite"), seed=0, data_root=chapter_root("smoke"), root=tmp_path) is None
    )


def test_every_claim_of_the_tables_is_about_rows_and_tasks_that_are_measured() -> None:
    rows = {row.name for row in PLAN.rows} | {"no manipulation", "GPoCM CUNet + LaSAFT"}
    targets = {*BENCHMARK, "vocals", "drums", "bass", "other", "mean", "all"}
    for claim in ("C35", "C36", "C37", "C38", "C39", "C44", "C45"):
        for expectation in CLAIMS[claim][0]:
            assert {expectation.left.row, expectation.right.row} <= rows
            assert {expectation.left.target, expectation.right.target} <= targets
    assert [len(CLAIMS[claim][0]) for claim in sorted(CLAIMS)] == [2, 4, 4, 41, 20, 2, 2, 12, 6, 3, 1]


def test_every_claim_about_the_inside_names_what_its_experiment_measures() -> None:
    filters = {f"{kind}, {source}" for kind in amss_analysis.FILTERS for source in TARGETS}
    known = {
        "latent_channels": ({"mixture"}, {"single", "gain"}),
        "progressive": ({"step 20"}, {"artefacts"}),
        "effect_levels": (filters, {"light to medium", "medium to heavy"}),
        "amss_sources": (set(amss_analysis.SENTENCES), {"level"}),
    }
    for claim in ("C40", "C41", "C42", "C43"):
        for measure in (part for one in CLAIMS[claim][0] for part in (one.left, one.right) if part and part != 1.0):
            assert measure.target in known[measure.experiment][0]
            assert measure.metric in known[measure.experiment][1]
