"""One loader for shipped networks, the authors' and your own; every option is in its signature."""

import inspect
import subprocess
import sys
from pathlib import Path

import pytest
import torch
from authors import network_and_state

import lasaft_nb
from lasaft_nb import Manipulator, Separator
from lasaft_nb.inference.official import releases
from lasaft_nb.models.source_model import ModelConfig, build_model
from lasaft_nb.training.checkpoint import save

TOY = {"overrides": {"n_blocks": 3, "channels": 2, "n_layers": 1}, "n_fft": 256, "hop_length": 128}
OPTIONS = ("device", "engine", "overlap", "window_seconds", "batch_size", "level")


@pytest.fixture
def own(tmp_path: Path) -> Path:
    config = ModelConfig(network="tfc_7", targets=("drums",), **TOY)
    return save(tmp_path / "mine.safetensors", build_model(config), config, level=-20.5)


def test_shipped_official_and_own_weights_go_through_one_door(
    own: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _, weights = network_and_state("TFC_NET")
    torch.save(weights, tmp_path / "vocals_epoch=1.ckpt")
    monkeypatch.setattr(releases, "_download", lambda release: tmp_path / "vocals_epoch=1.ckpt")
    names = {
        "lite_dedicated/tfc_tdf-vocals": ("lite_dedicated/tfc_tdf-vocals", ("vocals",), -16.0),
        "tdc_17_vocals_top1": ("tdc_17_vocals_top1", ("vocals",), -16.0),
        str(tmp_path / "vocals_epoch=1.ckpt"): ("vocals_epoch=1", ("vocals",), -16.0),
        str(own): ("mine", ("drums",), -20.5),
    }
    for name, (called, targets, level) in names.items():
        separator = Separator.from_pretrained(name, device="cpu")
        assert (separator.name, separator.targets, separator.level) == (called, targets, level)
    assert Separator.from_pretrained(own, device=torch.device("cpu"), level=None).level is None


@pytest.mark.parametrize("loader", [Separator.from_pretrained, Manipulator.from_pretrained])
def test_every_option_is_in_the_signature(loader: object) -> None:
    parameters = inspect.signature(loader).parameters  # type: ignore[arg-type]
    assert set(OPTIONS) <= set(parameters)
    assert all(one.kind is not inspect.Parameter.VAR_KEYWORD for one in parameters.values())


def test_options_are_the_separators_own_and_a_call_may_differ(own: Path) -> None:
    separator = Separator.from_pretrained(
        own, device="cpu", engine="torch", overlap=0.25, window_seconds=0.5, batch_size=7
    )
    assert (separator.windows.overlap, separator.batch_size) == (0.25, 7)
    sizes: list[int] = []
    separator.model.register_forward_hook(lambda _, inputs, __: sizes.append(len(inputs[0])))
    song = torch.zeros(44100 * 4, 2)
    separator.separate(song, sample_rate=44100, progress=False)
    separator.separate(song, sample_rate=44100, batch_size=2, progress=False)
    assert (max(sizes), sizes[-2]) == (7, 2)


def test_the_callers_model_is_left_as_it_is() -> None:
    model = build_model(ModelConfig(network="tfc_7", **TOY)).train()
    separator = Separator(model, device="cpu", window_seconds=0.5)
    assert model.training
    assert not separator.model.training
    separator.separate(torch.zeros(500, 2), sample_rate=44100, progress=False)
    assert model.training


def test_no_target_means_the_only_one(own: Path, tmp_path: Path) -> None:
    separator = Separator.from_pretrained(own, device="cpu", window_seconds=0.5)
    silence = torch.zeros(1000, 2)
    assert separator.separate(silence, sample_rate=44100, progress=False).shape == (1000, 2)
    assert separator.separate_file(silence, tmp_path / "o.wav", sample_rate=44100, progress=False).is_file()
    with pytest.raises(ValueError, match=r"targets must be a tuple or list of names, got 'drums'; write \('drums',\)"):
        separator.separate_all(silence, "drums", sample_rate=44100)


@pytest.mark.parametrize("old", [lasaft_nb.pretrained, Manipulator.pretrained])
def test_the_names_of_0_1_work_with_a_warning(old: object, own: Path) -> None:
    name = own if old is lasaft_nb.pretrained else lasaft_nb.inference.manipulator.DEFAULT
    with pytest.warns(DeprecationWarning, match="from_pretrained"):
        assert old(name, device="cpu").name  # type: ignore[operator]


def test_public_names_are_modules() -> None:
    code = (
        "from lasaft_nb.official import from_state_dict, load, names\n"
        "from lasaft_nb.zoo import build, names as networks\n"
        "import lasaft_nb.official, lasaft_nb.zoo\nprint(load.__name__, names()[0], networks()[0])"
    )
    output = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    assert output == "load tdc_17_vocals_top1 tdc_17\n"


SCRIPT = """
from pathlib import Path

import lasaft_nb
import numpy as np
import torch
from lasaft_nb import Manipulator, Separator, zoo
from lasaft_nb.official import load

separator = Separator.from_pretrained("tdc_17_vocals_top1", device=torch.device("cpu"), overlap=0.25)
song = torch.zeros(2, 44100)
reveal_type(separator.separate(song, sample_rate=44100))
reveal_type(separator.separate_all(song, ("vocals",), sample_rate=44100))
reveal_type(separator.separate("song.mp3"))
reveal_type(Manipulator.from_pretrained().manipulate(np.zeros((100, 2)), "mute drums", sample_rate=44100))
reveal_type(load("tdc_17_vocals_top1").separate_file("song.mp3", Path("o.wav")))
reveal_type(lasaft_nb.aml.parse("mute drums").level)
network: torch.nn.Module = zoo.build("tfc_tdf_7")
separator.separate(song, layout="tc", sample_rate=44100)
Separator.from_pretrained("x", devise="cpu")
"""


def test_a_users_script_is_typed(tmp_path: Path) -> None:
    pytest.importorskip("mypy", reason="mypy is in the extra dev")
    (tmp_path / "script.py").write_text(SCRIPT)
    command = [sys.executable, "-m", "mypy", "--strict", "--follow-imports=silent", "script.py"]
    output = subprocess.run(command, capture_output=True, text=True, check=False, cwd=tmp_path).stdout
    plain = output.replace("builtins.", "")
    revealed = [line.split('Revealed type is "')[1].rstrip('"') for line in plain.splitlines() if "Revealed" in line]
    tensor, array = "torch._tensor.Tensor", "numpy.ndarray[tuple[Any, ...], numpy.dtype[numpy.floating[Any]]]"
    assert revealed == [tensor, f"dict[str, {tensor}]", array, array, "pathlib.Path", "str"]
    errors = [line for line in output.splitlines() if ": error:" in line]
    assert len(errors) == 2, output
    assert "layout" in errors[0] or "separate" in errors[0]
    assert "devise" in errors[1]
