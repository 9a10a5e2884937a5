"""Released files: recognised by names and shapes, read without running code, refused with a reason."""

import os
import sys
import types
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pooch
import pytest
import requests
import torch
from authors import CONFIGS, example, network_and_state
from torch import Tensor
from torch.testing import assert_close

from lasaft_nb import official
from lasaft_nb.errors import UserError
from lasaft_nb.inference.official.checkpoint import class_of, config_of, read
from lasaft_nb.models.source_model import SOURCES


@pytest.mark.parametrize("class_name", CONFIGS)
def test_class_and_sizes_are_told_by_names_and_shapes_alone(class_name: str) -> None:
    network, state = network_and_state(class_name)
    assert class_of(state) == class_name
    read_network = official.from_state_dict(state, class_name=class_name, config=config_of(state, n_fft=64))
    x = example(class_name)
    assert_close(read_network(*x), network(*x))


def lightning(path: Path, class_name: str, **settings: Any) -> tuple[torch.nn.Module, Path]:
    network, state = network_and_state(class_name)
    weights = {f"spec2spec.{key}": value for key, value in state.items()}
    window = {"stft.stft.window": torch.hann_window(64)}
    torch.save({"epoch": 3, "state_dict": weights | window, "hyper_parameters": settings}, path)
    return network, path


def test_a_lightning_checkpoint_tells_its_stft_by_the_stored_window(tmp_path: Path) -> None:
    network, path = lightning(tmp_path / "drums_epoch=3.ckpt", "TFC_NET", hop_length=16)
    model, card = read(path)
    assert (model.targets, model.stft.config.n_fft, model.stft.config.hop_length) == (("drums",), 64, 16)
    assert card["class"] == "TFC_NET"
    x = example("TFC_NET")
    assert_close(model.network(*x), network(*x))


def test_a_conditioned_lightning_checkpoint_gives_all_sources(tmp_path: Path) -> None:
    _, path = lightning(tmp_path / "lasaft_large_2020.ckpt", "DCUN_TFC_GPoCM_LaSAFT", hop_length=16)
    separator = official.load(path, device="cpu")
    assert separator.targets == SOURCES
    song = 0.1 * torch.randn(4410, 2).numpy()
    assert separator.separate(song, "bass", sample_rate=44100, progress=False).shape == (4410, 2)


@pytest.mark.parametrize(
    ("settings", "name"),
    [
        ({}, "DCSE"),
        ({"spec_est_mode": "masking", "spec_type": "complex"}, "CME"),
        ({"spec_est_mode": "masking", "spec_type": "magnitude"}, "MME"),
        ({"spec_est_mode": "mapping", "spec_type": "magnitude"}, "DME"),
    ],
)
def test_the_stored_settings_choose_the_estimation_method(tmp_path: Path, settings: dict[str, str], name: str) -> None:
    _, path = lightning(tmp_path / "vocals_epoch=1.ckpt", "TFC_NET", hop_length=16, **settings)
    assert type(read(path)[0].estimation).__name__ == name


def legacy(state: dict[str, Tensor]) -> dict[str, Tensor]:
    """As the files of 2020 have it: (bins, frames), and channels Re L, Im L, Re R, Im R."""
    old = {}
    for key, value in state.items():
        new = key.replace("samplings", "sampling").replace("last_conv", "final_conv")
        old[new] = value.transpose(2, 3) if value.ndim == 4 else value
    old["first_conv.0.weight"] = old["first_conv.0.weight"][:, [0, 2, 1, 3]]
    for name in ("final_conv.0.weight", "final_conv.0.bias"):
        old[name] = old[name][[0, 2, 1, 3]]
    return old


def test_a_file_of_2020_is_turned_round(tmp_path: Path) -> None:
    network, state = network_and_state("TDC_NET")
    torch.save(legacy(state), tmp_path / "cac_vocals.pt")
    model, _ = read(tmp_path / "cac_vocals.pt")
    for key, value in model.network.state_dict().items():
        assert_close(value, network.state_dict()[key])


def test_callbacks_that_a_lightning_checkpoint_names_do_no_harm(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    module = types.ModuleType("pytorch_lightning.imaginary")
    for name, bases in (("Callback", ()), ("AttributeDict", (dict,))):
        made = type(name, bases, {"__module__": module.__name__})
        setattr(module, name, made)
    monkeypatch.setitem(sys.modules, "pytorch_lightning", types.ModuleType("pytorch_lightning"))
    monkeypatch.setitem(sys.modules, module.__name__, module)
    _, path = lightning(tmp_path / "other_epoch=3.ckpt", "TFC_NET")
    checkpoint = torch.load(path, weights_only=True)
    checkpoint |= {"callbacks": {module.Callback: {"best": 1}}}
    checkpoint["hyper_parameters"] = module.AttributeDict(hop_length=16, target_name="bass")
    torch.save(checkpoint, path)
    model, _ = read(path)
    assert (model.targets, model.stft.config.hop_length) == (("bass",), 16)


class Evil:
    def __reduce__(self) -> tuple[Callable[[str], int], tuple[str]]:
        return os.system, ("false",)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ({"state_dict": {"a": torch.zeros(1)}}, "is not a released network of the authors"),
        ([1, 2], "holds a list where weights were expected"),
        ({"state_dict": [1]}, "holds no table of weights"),
        ({"state_dict": {}, "trick": Evil()}, "holds Python objects besides weights"),
    ],
)
def test_a_file_with_something_else_is_refused_with_the_reason(tmp_path: Path, content: object, message: str) -> None:
    torch.save(content, tmp_path / "file.ckpt")
    with pytest.raises(UserError, match=message):
        official.load(tmp_path / "file.ckpt")


def test_a_file_that_torch_did_not_write_is_refused(tmp_path: Path) -> None:
    (tmp_path / "song.pt").write_bytes(b"RIFF....WAVEfmt ")
    with pytest.raises(UserError, match=r"song\.pt"):
        official.load(tmp_path / "song.pt")


def test_a_name_that_is_none_is_refused_with_the_nearest_ones() -> None:
    with pytest.raises(UserError, match="neither a file nor a released network; the networks are tdc_17_vocals_top"):
        official.load("tdc_17_vocals")


def test_without_a_connection_the_message_says_where_to_get_the_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def offline(*_: object, **__: object) -> None:
        raise requests.exceptions.ConnectionError

    monkeypatch.setenv("LASAFT_NB_CACHE", str(tmp_path))
    monkeypatch.setattr(pooch, "retrieve", offline)
    with pytest.raises(UserError, match=r"no connection to download cac_tdc_17_vocals_top1\.pt; get it from https://"):
        official.load("tdc_17_vocals_top1")


def test_a_damaged_file_in_the_cache_is_not_used(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LASAFT_NB_CACHE", str(tmp_path))
    (tmp_path / "cac_tdc_17_vocals_top2.pt").write_bytes(b"half a file")
    assert official.find("tdc_17_vocals_top2") is not None
    assert official.find("tdc_17_vocals_top3") is None
    with pytest.raises(UserError, match="its SHA-256 is wrong"):
        official.load("tdc_17_vocals_top2")
