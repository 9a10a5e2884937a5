from pathlib import Path

import pytest

from lasaft_nb.cli import main
from lasaft_nb.data import chapter_root
from lasaft_nb.errors import UserError
from lasaft_nb.experiments import curves, train_table
from lasaft_nb.results import records
from lasaft_nb.training import checkpoint

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
