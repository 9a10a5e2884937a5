from pathlib import Path

import pytest

from lasaft_nb.errors import UserError
from lasaft_nb.experiments import histories


def training(folder: Path, rows: str, *, finished: bool = True) -> None:
    folder.mkdir(parents=True)
    (folder / "history.csv").write_text(f"step,train_loss,val_l1,val_sdr,learning_rate,seconds,cpu_seconds\n{rows}\n")
    if finished:
        (folder / "best.safetensors").touch()


def test_finished_trainings_are_collected_and_what_was_collected_before_is_kept(tmp_path: Path) -> None:
    training(tmp_path / "a/table_3_1/dme-vocals__lite__seed0", "100,3,0.05,-0.1,0.1,1,1\n200,1,0.03,3.8,0.1,2,2")
    training(tmp_path / "a/table_3_1/mme-bass__lite__seed2", "100,2,0.04,2.6,0.1,1,1", finished=False)
    training(tmp_path / "b/table_3_1/mme-bass__lite__seed2", "100,2,0.04,2.6,0.1,1,1")
    for runs in ("a", "b"):
        histories.collect("table_3_1", runs=tmp_path / runs, root=tmp_path)
    found = histories.read("table_3_1", root=tmp_path)
    assert list(found["row"]) == ["DME", "DME", "MME"]
    assert found.iloc[1].to_dict() == {
        "row": "DME", "target": "vocals", "seed": 0, "step": 200, "train_loss": 1, "val_l1": 0.03, "val_sdr": 3.8
    }  # fmt: skip
    assert found.iloc[2][["target", "seed"]].tolist() == ["bass", 2]


def test_without_a_training_there_is_a_sentence_that_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="holds no finished training at preset lite"):
        histories.collect("table_3_1", runs=tmp_path, root=tmp_path)
    with pytest.raises(UserError, match="no training curves of table_3_1; train, then python -m"):
        histories.read("table_3_1", root=tmp_path)
