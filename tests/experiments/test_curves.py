import re
from pathlib import Path

import pytest

from lasaft_nb import experiments
from lasaft_nb.errors import UserError
from lasaft_nb.experiments import curves
from lasaft_nb.results import records

PLAN = experiments.get("table_3_1")


def curve(folder: Path, rows: str) -> Path:
    path = folder / "history.csv"
    path.write_text(f"step,train_loss,val_l1,val_sdr,learning_rate,seconds,cpu_seconds\n{rows}\n")
    return path


def test_every_training_has_a_table_and_one_preset_is_read_at_a_time(tmp_path: Path) -> None:
    for run, preset, seed, rows in (
        ("dme-vocals", "lite", 0, "100,3,0.05,-0.1,0.1,1,1\n200,1,0.03,3.8,0.1,2,2"),
        ("mme-bass", "lite", 2, "100,2,0.04,2.6,0.1,1,1"),
        ("dme-vocals", "long", 0, "300,2,0.04,5.0,0.1,1,1"),
    ):
        curves.write(PLAN, PLAN.run(run), curve(tmp_path, rows), preset=preset, seed=seed, root=tmp_path)
    found = curves.read("table_3_1", root=tmp_path)
    assert list(found["row"]) == ["DME", "DME", "MME"]
    assert found.iloc[1].to_dict() == {
        "row": "DME", "target": "vocals", "seed": 0, "step": 200, "train_loss": 1, "val_l1": 0.03, "val_sdr": 3.8
    }  # fmt: skip
    assert found.iloc[2][["target", "seed"]].tolist() == ["bass", 2]
    assert curves.read("table_3_1", preset="long", root=tmp_path)["val_sdr"].tolist() == [5.0]


def test_without_a_training_there_is_a_sentence_that_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="no training curves of table_3_1 at lite; lasaft-nb train-table table_3_1"):
        curves.read("table_3_1", root=tmp_path)


def test_a_figure_over_steps_takes_the_rows_asked_for_and_measures_them_on_the_same_songs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LASAFT_NB_RESULTS", str(tmp_path))
    for name, run, score in (("table_3_1", "mme-vocals", 3.0), ("table_3_1", "dme-vocals", 5.0)):
        one = experiments.get(name)
        curves.write(one, one.run(run), curve(tmp_path, f"300,2,0.04,{score},0.1,1,1"), preset="smoke", seed=1)
    text = curves.over_steps("table_3_1", rows=("MME", "DME"), preset="smoke").text
    assert text.index("MME (yours) (seed 1 only): 3.0") < text.index("DME (yours) (seed 1 only): 5.0")
    (equaliser,) = records.find("oracle", row=curves.YARDSTICKS[0])
    assert equaliser["dataset"]["split"] == "valid"
    assert f"best fixed equaliser: {equaliser['scores']['vocals']['SDR']['mean']:.1f}" in text
    nothing = curves.over_steps("table_3_1", target="bass", preset="smoke")
    assert nothing.text.startswith("No training curves of table_3_1 for bass at smoke;") and "<img" not in nothing.html
    assert curves.over_steps("table_3_5", preset="smoke").text.startswith("No training curves of table_3_5 at smoke;")


def test_the_readers_curve_is_drawn_beside_ours_and_marked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LASAFT_NB_RESULTS", str(tmp_path))
    plan = experiments.get("table_3_7")
    ours = curves.over_steps("table_3_7").text
    assert "(yours)" not in ours
    run = next(run for run in plan.runs() if run.row.name in ours)
    curves.write(plan, run, curve(tmp_path, "300,2,0.04,1.5,0.1,1,1"), preset="long", seed=7)
    both = curves.over_steps("table_3_7", rows=[run.row.name]).text
    line = re.compile(rf"{re.escape(run.row.name)} \((?!yours).+?;")
    assert line.search(both)[0] == line.search(ours)[0]
    assert f"{run.row.name} (yours) (seed 7 only): 1.5 at step 300" in both


def test_a_network_of_four_sources_has_the_mean_of_them_for_its_target(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LASAFT_NB_RESULTS", str(tmp_path))
    for name in ("table_4_1", "table_5_2"):
        one = experiments.get(name)
        run = next(run for run in one.runs() if len(run.targets) > 1)
        curves.write(one, run, curve(tmp_path, "300,2,0.04,3.0,0.1,1,1"), preset="smoke", seed=0)
        assert set(curves.read(name, preset="smoke")["target"]) == {"mean"}
        drawn = curves.over_steps(name, target="mean", preset="smoke").text
        assert ("equaliser" in drawn) == (name == "table_4_1")  # sentences ask for more than sources
