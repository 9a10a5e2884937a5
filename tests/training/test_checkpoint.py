import json
from pathlib import Path

import pytest
import torch
from torch.testing import assert_close

from lasaft_nb.errors import UserError
from lasaft_nb.models import zoo
from lasaft_nb.models.source_model import SOURCES, build_model
from lasaft_nb.paths import sha256_of
from lasaft_nb.training import checkpoint
from lasaft_nb.training.presets import model_config, preset

SMOKE = preset("smoke")
SAMPLES = SMOKE.hop_length * (SMOKE.frames - 1)


def saved(folder: Path, **options) -> tuple[Path, torch.nn.Module]:
    torch.manual_seed(0)
    config = model_config("tfc_tdf_7", preset=SMOKE)
    model = build_model(config).eval()
    return checkpoint.save(folder / "net.safetensors", model, config, steps=7, **options), model


@pytest.mark.parametrize("name", zoo.names())
def test_two_steps_saved_and_loaded_give_identical_output(name: str, tmp_path: Path) -> None:
    torch.manual_seed(0)
    config = model_config(name, preset=SMOKE, targets=SOURCES if zoo.spec(name).kind == "waveform" else ("drums",))
    model = build_model(config)
    stems = 0.1 * torch.randn(2, 4, 2, SAMPLES)
    condition = model.ask(("vocals", "other")) if model.conditioned else None
    before = [parameter.clone() for parameter in model.parameters()]
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-3)
    for _ in range(2):
        optimizer.zero_grad()
        model.loss(stems.sum(1), stems[:, : model.n_outputs], condition).backward()
        optimizer.step()
    assert any(not torch.equal(old, new) for old, new in zip(before, model.parameters(), strict=True))
    loaded, card = checkpoint.load(checkpoint.save(tmp_path / "net", model, config, steps=2))
    with torch.no_grad():
        mixture, targets = stems.sum(1), model.targets
        assert torch.equal(loaded.sources(mixture, targets), model.eval().sources(mixture, targets))
    assert card["model"] == json.loads(json.dumps(config.to_dict()))


def test_half_precision_weights_take_half_the_space_and_give_nearly_the_same_output(tmp_path: Path) -> None:
    whole, model = saved(tmp_path / "whole")
    half, _ = saved(tmp_path / "half", half=True)
    mixture = 0.1 * torch.randn(1, 2, SAMPLES)
    with torch.no_grad():
        exact, near = model(mixture), checkpoint.load(half)[0](mixture)
    assert half.stat().st_size < 0.75 * whole.stat().st_size
    assert_close(near, exact, atol=1e-3 * float(exact.abs().max()), rtol=0)


def test_a_changed_byte_is_refused(tmp_path: Path) -> None:
    path, _ = saved(tmp_path)
    content = bytearray(path.read_bytes())
    content[-1] ^= 1
    path.write_bytes(content)
    with pytest.raises(UserError, match="cut short or changed"):
        checkpoint.load(path)


def test_a_truncated_file_is_refused_even_when_the_card_was_changed_to_match(tmp_path: Path) -> None:
    path, _ = saved(tmp_path)
    path.write_bytes(path.read_bytes()[:100])
    with pytest.raises(UserError, match="cut short or changed"):
        checkpoint.load(path)
    card = checkpoint.read_card(path)
    card["weights"]["sha256"] = sha256_of(path)
    checkpoint.write_card(path, card)
    with pytest.raises(UserError, match="no safetensors file"):
        checkpoint.load(path)


def test_weights_of_another_network_are_refused_by_the_name_of_a_tensor(tmp_path: Path) -> None:
    path, _ = saved(tmp_path)
    card = checkpoint.read_card(path)
    card["model"]["overrides"]["channels"] = 6
    checkpoint.write_card(path, card)
    with pytest.raises(UserError, match="has shape"):
        checkpoint.load(path)
    card["model"]["overrides"] = {"n_blocks": 5, "channels": 4, "n_layers": 2}
    checkpoint.write_card(path, card)
    with pytest.raises(UserError, match="only in one of them"):
        checkpoint.load(path)


def test_a_pickle_under_the_right_name_is_not_read(tmp_path: Path) -> None:
    path, model = saved(tmp_path)
    torch.save(model.state_dict(), path)
    card = checkpoint.read_card(path)
    card["weights"]["sha256"] = sha256_of(path)
    checkpoint.write_card(path, card)
    with pytest.raises(UserError, match="no safetensors file"):
        checkpoint.load(path)


@pytest.mark.parametrize(
    ("text", "message"), [("{", "is no JSON"), ("[]", "is not of schema"), ('{"schema": 9}', "is not of schema")]
)
def test_a_broken_card_gives_one_sentence(tmp_path: Path, text: str, message: str) -> None:
    path, _ = saved(tmp_path)
    path.with_suffix(".json").write_text(text)
    with pytest.raises(UserError, match=message):
        checkpoint.load(path)


def test_a_card_that_names_no_known_network_is_refused(tmp_path: Path) -> None:
    path, _ = saved(tmp_path)
    card = checkpoint.read_card(path)
    card["model"]["network"] = "nothing"
    checkpoint.write_card(path, card)
    with pytest.raises(UserError, match="describes no network"):
        checkpoint.load(path)


def test_missing_files_are_named(tmp_path: Path) -> None:
    with pytest.raises(UserError, match=r"card .* is missing"):
        checkpoint.load(tmp_path / "none.safetensors")
    path, _ = saved(tmp_path)
    path.unlink()
    with pytest.raises(UserError, match=r"weights .* are missing"):
        checkpoint.load(path)
