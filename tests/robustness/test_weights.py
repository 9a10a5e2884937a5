"""Weights that are none, another network's, damaged or malicious, through every door that reads weights."""

import os
import pickle
import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
import torch

from lasaft_nb import Manipulator, Separator, official
from lasaft_nb.errors import UserError
from lasaft_nb.paths import sha256_of
from lasaft_nb.training import checkpoint

Refused = Callable[..., str]


class Mark:
    """What runs a command when it is unpickled; here it only leaves a file."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def __reduce__(self) -> tuple[object, tuple[str]]:
        return os.system, (f"touch '{self.path}'",)


def missing(folder: Path) -> Path:
    return folder / "nothing.safetensors"


def a_folder(folder: Path) -> Path:
    (folder / "net.safetensors").unlink()
    (folder / "net.safetensors").mkdir()
    return folder / "net.safetensors"


def without_card(folder: Path) -> Path:
    (folder / "net.json").unlink()
    return folder / "net.safetensors"


def card_is_text(folder: Path) -> Path:
    (folder / "net.json").write_text("I am a poem, not a card.")
    return folder / "net.safetensors"


def card_of_another_network(folder: Path) -> Path:
    path = folder / "net.safetensors"
    card = checkpoint.read_card(path)
    card["model"]["overrides"]["n_blocks"] = 5
    checkpoint.write_card(path, card)
    return path


def card_of_a_giant(folder: Path) -> Path:
    path = folder / "net.safetensors"
    card = checkpoint.read_card(path)
    card["model"]["overrides"]["channels"] = 10**7
    checkpoint.write_card(path, card)
    return path


def truncated(folder: Path) -> Path:
    path = folder / "net.safetensors"
    path.write_bytes(path.read_bytes()[:1000])
    return path


def tampered(folder: Path) -> Path:
    path = folder / "net.safetensors"
    content = bytearray(path.read_bytes())
    content[-5] ^= 255
    path.write_bytes(content)
    return path


def bomb(folder: Path) -> Path:
    torch.save({"state_dict": Mark(folder / "went-off")}, folder / "bomb.pt")
    return folder / "bomb.pt"


def old_bomb(folder: Path) -> Path:
    (folder / "bomb.pt").write_bytes(pickle.dumps(Mark(folder / "went-off")))
    return folder / "bomb.pt"


def bomb_as_safetensors(folder: Path) -> Path:
    torch.save(Mark(folder / "went-off"), folder / "net.safetensors")
    card = checkpoint.read_card(folder / "net.safetensors")
    card["weights"]["sha256"] = sha256_of(folder / "net.safetensors")
    checkpoint.write_card(folder / "net.safetensors", card)
    return folder / "net.safetensors"


def text_as_ckpt(folder: Path) -> Path:
    (folder / "text.ckpt").write_text("I am a poem, not a network.\n" * 50)
    return folder / "text.ckpt"


OURS = {
    missing: r"nothing\.(json is missing; put it beside the weights|safetensors is not there; give a)",
    a_folder: r"net\.safetensors (are missing; train the network|is not there; give a)",
    without_card: r"net\.json is missing; put it beside the weights",
    card_is_text: r"net\.json is no JSON \(.+\); fetch it again",
    card_of_another_network: r"net\.safetensors don't fit the network of their card: .+ is only in one of them",
    card_of_a_giant: r"net\.(safetensors don't fit their card's network|json describes no network)",
    truncated: r"net\.safetensors are cut short or changed \(SHA-256 is not the card's\); fetch them again",
    tampered: r"net\.safetensors are cut short or changed \(SHA-256 is not the card's\); fetch them again",
    bomb_as_safetensors: r"net\.safetensors is no safetensors file \(.+\); fetch it again",
}
AUTHORS = {
    bomb: r"bomb\.pt holds Python objects besides weights, which could run code, .+ save its 'state_dict' alone",
    old_bomb: r"bomb\.pt (holds Python objects besides weights|is not a checkpoint that torch can read)",
    text_as_ckpt: r"text\.ckpt (holds Python objects besides weights|is not a checkpoint that torch can read)",
}


@pytest.fixture
def folder(network: Path, tmp_path: Path) -> Path:
    """A folder with a network and its card, to be spoiled."""
    (tmp_path / "nets").mkdir()
    for suffix in (".safetensors", ".json"):
        shutil.copy(network.with_suffix(suffix), tmp_path / "nets" / f"net{suffix}")
    return tmp_path / "nets"


@pytest.mark.parametrize("spoil", OURS, ids=lambda one: one.__name__)
@pytest.mark.parametrize("load", [checkpoint.load, Manipulator.from_pretrained, Separator.from_pretrained])
def test_python_refuses(folder: Path, spoil: Callable[[Path], Path], load: Callable[[str], object]) -> None:
    path = spoil(folder)
    with pytest.raises(UserError, match=OURS[spoil]) as caught:
        load(str(path))
    assert "\n" not in str(caught.value)
    assert not (folder / "went-off").exists()


@pytest.mark.parametrize("spoil", AUTHORS, ids=lambda one: one.__name__)
@pytest.mark.parametrize("load", [official.load, Separator.from_pretrained])
def test_python_refuses_a_file_of_another_kind(
    folder: Path, spoil: Callable[[Path], Path], load: Callable[[str], object]
) -> None:
    path = spoil(folder)
    with pytest.raises(UserError, match=AUTHORS[spoil]):
        load(str(path))
    assert not (folder / "went-off").exists()


@pytest.mark.parametrize("spoil", OURS | AUTHORS, ids=lambda one: one.__name__)
@pytest.mark.parametrize("command", ["separate", "evaluate"])
def test_the_shell_refuses(
    *, refused: Refused, song: Path, dataset: Path, folder: Path, spoil: Callable[[Path], Path], command: str
) -> None:
    path, out = spoil(folder), folder / "out"
    words = {
        "separate": ["separate", song, "-o", out / "o.wav", "--network", path],
        "evaluate": ["evaluate", path, "--data-root", dataset, "--jobs", "1", "--out", out],
    }
    said = refused(*words[command])
    assert re.search((OURS | AUTHORS)[spoil], said), said
    assert not (folder / "went-off").exists()
    assert not out.exists()


def test_the_bombs_do_go_off_where_pickles_are_trusted(folder: Path) -> None:
    pickle.loads(old_bomb(folder).read_bytes())
    assert (folder / "went-off").exists()


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["--network", "nonet"], "network 'nonet' is neither a file nor a name; names are"),
        (["--network", "NET", "-t", "kazoo"], "target 'kazoo' is not given by toy; it gives vocals, bass"),
        (["-t", "kazoo"], "target 'kazoo' is no source; sources are vocals, drums, bass, other"),
        (["--network", "NET", "--device", "cuda"], "cuda"),
    ],
)
def test_names_that_are_none_are_refused(
    *, refused: Refused, song: Path, network: Path, tmp_path: Path, words: list[str], sentence: str
) -> None:
    words = [str(network) if word == "NET" else word for word in words]
    assert sentence in refused("separate", song, "-o", tmp_path / "o.wav", *words)


def test_damage_to_a_trainings_checkpoint_is_one_sentence(refused: Refused, dataset: Path, tmp_path: Path) -> None:
    words = ["--preset", "smoke", "--steps", "1", "--device", "cpu", "--data-root", dataset, "--out", tmp_path / "runs"]
    run = tmp_path / "runs/lite_dedicated/tfc_tdf-vocals__smoke-own__seed0"
    run.mkdir(parents=True)
    torch.save(Mark(run / "went-off"), run / "last.ckpt")
    said = refused("train", "lite_dedicated", "tfc_tdf-vocals", *words)
    assert "last.ckpt is damaged, or not by this training; --no-resume starts anew" in said
    (run / "plan.json").write_text("[")
    assert "plan.json is damaged" in refused("train", "lite_dedicated", "tfc_tdf-vocals", *words)
    assert not (run / "went-off").exists()
