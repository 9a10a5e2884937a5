import re
from pathlib import Path

import pytest

from lasaft_nb import experiments
from lasaft_nb.cli import main
from lasaft_nb.data import chapter_root
from lasaft_nb.errors import UserError
from lasaft_nb.experiments import curves, train_table
from lasaft_nb.experiments.settle import Training
from lasaft_nb.results import records
from lasaft_nb.training import checkpoint, fit

TWO = ("ismir_2020_blocks:tdf_7*", "ismir_2020_blocks:tfc_7_blocks-vocals")


def test_trainings_come_table_by_table_seed_by_seed_row_by_row() -> None:
    found = [(run.name, seed) for _, run, seed in train_table.jobs(["3.1:dme-*s", "table_3_1:mme-b*"], seeds=[0, 1])]
    assert found == [
        *(("dme-vocals", 0), ("dme-drums", 0), ("dme-bass", 0)),
        *(("dme-vocals", 1), ("dme-drums", 1), ("dme-bass", 1)),
        *(("mme-bass", 0), ("mme-bass", 1)),
    ]


@pytest.mark.parametrize(
    ("what", "message"), [("9.9", "experiment must be one of"), ("3.1:x*", "no network of 3.1 is called x")]
)
def test_what_is_not_there_is_one_sentence(what: str, message: str) -> None:
    with pytest.raises(UserError, match=message):
        list(train_table.jobs([what], seeds=[0]))


def test_a_table_is_trained_scored_and_recorded_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("LASAFT_NB_RESULTS", str(tmp_path / "results"))
    command = [
        "train-table",
        *TWO,
        "songs_sweep:tfc_20*",
        "--preset",
        "smoke",
        "--device",
        "cpu",
        "--out",
        str(tmp_path / "runs"),
        "--data-root",
        str(chapter_root("smoke")),
    ]
    with pytest.raises(SystemExit) as end:
        main([*command, "--dry-run"])
    assert end.value.code == 0 and not (tmp_path / "runs").exists()
    listed = capsys.readouterr().out.splitlines()
    assert listed == [
        "ismir_2020_blocks tdf_7_blocks-vocals smoke seed 0",
        "ismir_2020_blocks tfc_7_blocks-vocals smoke seed 0",
        "songs_sweep tfc_20_songs-vocals smoke seed 0",
    ]
    for again in (False, True):
        with pytest.raises(SystemExit) as end:
            main(command)
        assert end.value.code == 0
        said = capsys.readouterr().out
        assert said.count("has a record already") == (3 if again else 0)
    (record,) = records.find("ismir_2020_blocks", row="TFC, 7 blocks", preset="smoke")
    card = checkpoint.read_card(tmp_path / "runs/ismir_2020_blocks/tfc_7_blocks-vocals__smoke__seed0/best")
    assert record["scores"]["vocals"]["SDR"]["median"] == card["scores"]["vocals"]["SDR"]
    assert record["training"]["precision"] == "32-true"
    kept = curves.read("ismir_2020_blocks", preset="smoke")
    assert set(kept["row"]) == {"TDF, 7 blocks", "TFC, 7 blocks"} and list(kept["step"]) == [2, 4, 2, 4]


def test_a_training_that_fails_leaves_the_others_their_turn_and_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("LASAFT_NB_RESULTS", str(tmp_path / "results"))
    damaged = tmp_path / "runs/ismir_2020_blocks/tdf_7_blocks-vocals__smoke__seed0"
    damaged.mkdir(parents=True)
    (damaged / "last.ckpt").write_bytes(b"cut short")
    command = ["train-table", *TWO, "--preset", "smoke", "--device", "cpu"]
    with pytest.raises(SystemExit) as end:
        main([*command, "--out", str(tmp_path / "runs"), "--data-root", str(chapter_root("smoke"))])
    said = capsys.readouterr()
    assert end.value.code == 2 and "1 of 2 trainings failed" in said.err
    assert "last.ckpt is damaged" in said.out
    assert len(records.find("ismir_2020_blocks", preset="smoke")) == 1


def test_retraining_says_how_long_and_leaves_records_of_the_readers_own(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("LASAFT_NB_RESULTS", str(tmp_path / "results"))
    about = {"preset": "smoke", "device": "cpu", "out_root": str(tmp_path / "runs")}
    [path] = train_table.retrain("3.1:mme-vocals", **about)
    assert records.read(path)["row"] == "MME" and path.is_relative_to(tmp_path / "results")
    first, second = capsys.readouterr().out.splitlines()[:2]
    assert re.fullmatch(
        r"Training one network at smoke, 4 steps, takes about 1 min by ten steps of each network, timed now on cpu\."
        r" Validating and scoring come on top\.",
        first,
    )
    assert second.startswith("1/1 table_3_1 mme-vocals smoke seed 0: vocals ")
    assert train_table.retrain("3.1:mme-vocals", **about) == [path]
    assert "has a record already" in capsys.readouterr().out


def test_a_processor_is_reckoned_with_by_the_seconds_of_our_records(monkeypatch: pytest.MonkeyPatch) -> None:
    job = train_table.Job(
        experiment="table_3_7",
        run="tfc_bottleneck_n_a_dcse-vocals",
        seed=0,
        preset="long",
        data_root=Path(),
        device="cpu",
    )
    run = experiments.get("table_3_7").run(job.run)
    seconds = Training(experiment="table_3_7", run=run).seconds_a_step() / 2
    told = train_table._announced([job])
    assert f"3,000 steps, takes about {round(3000 * seconds / 60)} min by the seconds a step of our records" in told
    monkeypatch.setattr(fit, "seconds_a_step", lambda *_, **__: 0.02)
    monkeypatch.setattr(Training, "seconds_a_step", lambda _: float("nan"))
    assert "takes about 1 min by ten steps of each network, timed now on cpu." in train_table._announced([job])


def test_a_failure_is_told_after_the_other_networks_had_their_turn(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(train_table, "_announced", lambda todo: "")
    monkeypatch.setattr(train_table, "_outcome", lambda job: "failed: why" if "dme" in job.run else "fine")
    with pytest.raises(UserError, match="1 of 5 trainings failed, see above; the same cell tries them again"):
        train_table.retrain("3.1:*-vocals", preset="smoke")
    assert capsys.readouterr().out.count(": fine") == 4
