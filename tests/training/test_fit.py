import signal
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import torch

from lasaft_nb.errors import UserError
from lasaft_nb.training import checkpoint, history, task
from lasaft_nb.training.fit import fit
from lasaft_nb.training.presets import model_config, preset

PRESET = preset("smoke").but(steps=24, validate_every=4)
SCRIPT = """
import sys, torch
from lasaft_nb.training.fit import fit
from lasaft_nb.training.presets import model_config, preset
torch.set_num_threads(1)
smoke = preset("smoke").but(steps=24, validate_every=4)
config = model_config(sys.argv[3], preset=smoke)
fit(config, preset=smoke, data_root=sys.argv[1], out_dir=sys.argv[2], device="cpu")
"""


def train(data_root: Path, out_dir: Path, network: str = "tfc_tdf_7", **options) -> Path:
    torch.set_num_threads(1)
    config = model_config(network, preset=PRESET)
    return fit(config, preset=PRESET, data_root=data_root, out_dir=out_dir, device="cpu", **options)


def kill_after_the_first_validation(data_root: Path, out_dir: Path, network: str) -> None:
    command = [sys.executable, "-c", SCRIPT, str(data_root), str(out_dir), network]
    child = subprocess.Popen(command, stderr=subprocess.DEVNULL)
    until = time.monotonic() + 120
    while not (out_dir / "last.ckpt").is_file() and time.monotonic() < until:
        assert child.poll() is None, "the training ended before it could be killed"
        time.sleep(0.02)
    child.send_signal(signal.SIGKILL)
    child.wait()


@pytest.mark.parametrize("network", ["tfc_tdf_7", "amss_net"])
def test_a_training_that_was_killed_ends_as_an_unbroken_one(nano: Path, tmp_path: Path, network: str) -> None:
    whole = history.read_csv(train(nano, tmp_path / "whole", network).with_name("history.csv"))
    kill_after_the_first_validation(nano, tmp_path / "broken", network)
    assert not (tmp_path / "broken" / "best.safetensors").exists()
    broken = history.read_csv(train(nano, tmp_path / "broken", network).with_name("history.csv"))
    assert [row["step"] for row in broken] == [4, 8, 12, 16, 20, 24]
    for name in ("step", "train_loss", "val_l1", "val_sdr", "learning_rate"):
        assert [row[name] for row in broken] == [row[name] for row in whole]
    mended, unbroken = (checkpoint.load(tmp_path / name / "best")[0].state_dict() for name in ("broken", "whole"))
    assert all(torch.equal(mended[name], unbroken[name]) for name in unbroken)


def test_the_best_validation_gives_the_weights_and_a_finished_training_is_kept(nano: Path, tmp_path: Path) -> None:
    path = train(nano, tmp_path)
    card, rows = checkpoint.read_card(path), history.read_csv(tmp_path / "history.csv")
    best = min(rows, key=lambda row: row["val_l1"])
    assert card["best_step"] == best["step"]
    assert card["validation"]["val_l1"] == best["val_l1"]
    assert (tmp_path / "history.png").read_bytes().startswith(b"\x89PNG")
    written = path.stat().st_mtime_ns
    assert train(nano, tmp_path).stat().st_mtime_ns == written


def test_a_folder_with_another_training_is_refused_unless_one_starts_anew(nano: Path, tmp_path: Path) -> None:
    (tmp_path / "plan.json").write_text('{"seed": 0}')
    with pytest.raises(UserError, match="another model; use --no-resume or another --out"):
        train(nano, tmp_path)
    assert train(nano, tmp_path, resume=False).is_file()
    with pytest.raises(UserError, match="another seed"):
        train(nano, tmp_path, seed=1)


def test_another_seed_gives_another_training(nano: Path, tmp_path: Path) -> None:
    one = history.read_csv(train(nano, tmp_path / "0", seed=0).with_name("history.csv"))
    other = history.read_csv(train(nano, tmp_path / "1", seed=1).with_name("history.csv"))
    assert one[0]["train_loss"] != other[0]["train_loss"]


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"device": "abacus"}, r"can't start as asked \(.*abacus.*\); check --device"),
        ({"devices": 0}, "devices must be 1 or more, or -1 for all there are, got 0"),
        ({"num_nodes": 0}, "num_nodes must be 1 or more, got 0"),
        ({"precision": "fp8"}, r"can't start as asked \(.*fp8.*\); check --device.* and --precision$"),
        ({"strategy": "alone"}, r"can't start as asked \(.*alone.*\); check"),
    ],
)
def test_a_start_that_fails_is_one_sentence_and_leaves_the_folder(
    nano: Path, tmp_path: Path, options: dict[str, Any], message: str
) -> None:
    config = model_config("tfc_tdf_7", preset=PRESET)
    (tmp_path / "plan.json").write_text('{"seed": 7}')
    with pytest.raises(UserError, match=message) as raised:
        fit(config, preset=PRESET, data_root=nano, out_dir=tmp_path, resume=False, **{"device": "cpu", **options})
    assert ". " not in str(raised.value)
    assert [path.name for path in tmp_path.iterdir()] == ["plan.json"]
    assert (tmp_path / "plan.json").read_text() == '{"seed": 7}'


@pytest.mark.skipif(torch.cuda.is_available(), reason="for machines without a GPU of NVIDIA")
@pytest.mark.parametrize("device", ["cuda", "gpu"])
def test_a_gpu_that_is_not_there_is_one_sentence(nano: Path, tmp_path: Path, device: str) -> None:
    if device == "gpu" and torch.backends.mps.is_available():
        pytest.skip("this machine has a GPU of Apple")
    config = model_config("tfc_tdf_7", preset=PRESET)
    with pytest.raises(UserError, match=f"device '{device}' is not available.*use 'auto' or 'cpu'$"):
        fit(config, preset=PRESET, data_root=nano, out_dir=tmp_path, device=device)
    assert not list(tmp_path.iterdir())


def test_a_loss_that_becomes_nan_stops_the_training_and_saves_nothing(nano: Path, tmp_path: Path) -> None:
    config = model_config("tfc_tdf_7", preset=PRESET)
    wild = replace(PRESET, learning_rate=1e30)
    with pytest.raises(
        UserError, match="became NaN or infinite by step 4; nothing was saved; check the stems"
    ) as raised:
        fit(config, preset=wild, data_root=nano, out_dir=tmp_path, device="cpu")
    assert ". " not in str(raised.value)
    assert not [path for path in tmp_path.iterdir() if path.suffix in (".ckpt", ".safetensors")]


def test_weights_that_become_nan_leave_the_checkpoint_before(
    nano: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    step = task.Task.on_train_batch_start

    def spoilt(self: task.Task, batch: Any, batch_idx: int) -> None:
        step(self, batch, batch_idx)
        if self.global_step == 6:
            next(self.model.parameters()).data[0] = torch.nan

    monkeypatch.setattr(task.Task, "on_train_batch_start", spoilt)
    with pytest.raises(UserError, match=r"by step 8; .*last\.ckpt keeps the weights before it"):
        train(nano, tmp_path)
    monkeypatch.undo()
    assert not (tmp_path / "best.safetensors").exists()
    assert [row["step"] for row in history.read_csv(tmp_path / "history.csv")] == [4]
    assert train(nano, tmp_path).is_file()  # goes on from step 4
    assert history.read_csv(tmp_path / "history.csv")[-1]["step"] == 24
