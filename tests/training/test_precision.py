import json
from pathlib import Path

import pytest
import torch

from lasaft_nb.models.source_model import build_model
from lasaft_nb.training import checkpoint
from lasaft_nb.training import precision as precision_of
from lasaft_nb.training.fit import excerpt_samples, fit
from lasaft_nb.training.loaders import Excerpted
from lasaft_nb.training.presets import model_config, preset
from lasaft_nb.training.task import SeparationTask

SMOKE = preset("smoke")
CONFIG = model_config("tfc_tdf_7", preset=SMOKE)


def test_a_look_at_both_precisions_leaves_model_and_random_state_as_they_were(nano: Path) -> None:
    torch.manual_seed(3)
    task = SeparationTask(build_model(CONFIG), preset=SMOKE, seed=0)
    data = Excerpted(nano, preset=SMOKE, n_samples=excerpt_samples(CONFIG, SMOKE), seed=0)
    before = {name: value.clone() for name, value in task.state_dict().items()}
    state = torch.get_rng_state()
    found = precision_of.fastest(task, data.first_batch(), device=torch.device("cpu"), steps=2)
    assert found["precision"] in found["tried"] and set(found["tried"]) == {"32-true", "bf16-mixed"}
    assert min(found["tried"].values()) == found["tried"][found["precision"]] > 0
    assert torch.equal(state, torch.get_rng_state())
    assert all(torch.equal(value, before[name]) for name, value in task.state_dict().items())


def test_auto_trains_as_the_precision_that_it_chose(
    nano: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    module = "lasaft_nb.training.fit.fastest"
    monkeypatch.setattr(module, lambda *_, **__: {"precision": "bf16-mixed", "tried": {"bf16-mixed": 0.1}})
    weights = {
        name: fit(CONFIG, preset=SMOKE, data_root=nano, out_dir=tmp_path / name, device="cpu", precision=name)
        for name in ("auto", "bf16-mixed", "32-true")
    }
    states = {name: checkpoint.load(path)[0].state_dict() for name, path in weights.items()}
    same = [all(torch.equal(value, states[name][key]) for key, value in states["auto"].items()) for name in states]
    assert same == [True, True, False]
    card = checkpoint.read_card(weights["auto"])
    assert (card["precision"], card["tried"]["bf16-mixed"]) == ("bf16-mixed", 0.1)


def test_a_resumed_training_keeps_the_precision_of_its_first_start(
    nano: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tmp_path.joinpath("precision.json").write_text(json.dumps({"precision": "bf16-mixed"}))
    monkeypatch.setattr("lasaft_nb.training.fit.fastest", lambda *_, **__: pytest.fail("tried again"))
    weights = fit(CONFIG, preset=SMOKE, data_root=nano, out_dir=tmp_path, device="cpu", precision="auto")
    assert checkpoint.read_card(weights)["precision"] == "bf16-mixed"
    with pytest.raises(pytest.fail.Exception, match="tried again"):
        fit(CONFIG, preset=SMOKE, data_root=nano, out_dir=tmp_path, device="cpu", precision="auto", resume=False)


def test_the_loss_is_computed_in_float32_also_in_half_precision() -> None:
    torch.manual_seed(0)
    audio = 0.1 * torch.randn(2, 2, excerpt_samples(CONFIG, SMOKE))
    model = build_model(model_config("tfc_tdf_7", preset=SMOKE, estimation="DCSE-levels")).eval()
    with torch.autocast("cpu", dtype=torch.bfloat16), torch.no_grad():
        loss = model.loss(audio, audio[:, None])
    assert loss.dtype == torch.float32
