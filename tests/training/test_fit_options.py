from dataclasses import replace
from pathlib import Path

import pytest
import torch

from lasaft_nb.training import checkpoint, history
from lasaft_nb.training.fit import fit
from lasaft_nb.training.presets import Preset, model_config, preset

SMOKE = preset("smoke")


def weights(data_root: Path, out_dir: Path, size: Preset, **options) -> dict[str, torch.Tensor]:
    config = model_config("tfc_tdf_7", preset=size)
    path = fit(config, preset=size, data_root=data_root, out_dir=out_dir, device="cpu", **options)
    return checkpoint.load(path)[0].state_dict()


def test_a_moving_average_of_the_weights_is_what_is_saved(nano: Path, tmp_path: Path) -> None:
    plain = weights(nano, tmp_path / "plain", SMOKE)
    averaged = weights(nano, tmp_path / "ema", replace(SMOKE, ema_decay=0.9))
    name = next(iter(plain))
    assert not torch.equal(plain[name], averaged[name])
    state = torch.load(tmp_path / "ema" / "best.ckpt", weights_only=True)
    assert torch.equal(state["state_dict"][f"model.{name}"], averaged[name])


def test_training_stops_when_validation_no_longer_improves(nano: Path, tmp_path: Path) -> None:
    hopeless = replace(SMOKE, steps=40, validate_every=2, patience=1, learning_rate=0.0, optimizer="rmsprop")
    weights(nano, tmp_path, hopeless)
    assert len(history.read_csv(tmp_path / "history.csv")) < 20


@pytest.mark.parametrize("change", [{"precision": "bf16-mixed"}, {"channels_last": True}, {"workers": 2}])
def test_faster_ways_train_to_nearly_the_same_loss(nano: Path, tmp_path: Path, change: dict) -> None:
    weights(nano, tmp_path / "plain", SMOKE)
    weights(nano, tmp_path / "fast", replace(SMOKE, **change))
    plain, fast = (history.read_csv(tmp_path / name / "history.csv")[-1]["train_loss"] for name in ("plain", "fast"))
    assert fast == pytest.approx(plain, rel=0.05)


def test_a_conditioned_model_trains_and_validates_on_all_four_sources(nano: Path, tmp_path: Path) -> None:
    config = model_config("cunet_gpocm_lasaft", preset=SMOKE)
    path = fit(config, preset=SMOKE, data_root=nano, out_dir=tmp_path, device="cpu")
    model, card = checkpoint.load(path)
    assert model.conditioned
    assert card["model"]["targets"] == ["vocals", "drums", "bass", "other"]
    assert "val_sdr" in card["validation"]


def test_recomputed_blocks_train_to_the_same_weights(nano: Path, tmp_path: Path) -> None:
    plain = weights(nano, tmp_path / "plain", SMOKE)
    frugal = weights(nano, tmp_path / "frugal", SMOKE, recompute_blocks=True)
    for name, value in plain.items():
        torch.testing.assert_close(frugal[name], value, rtol=1e-4, atol=1e-5)
