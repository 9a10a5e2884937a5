"""The small networks that come with the project, trained on the mini dataset."""

from difflib import get_close_matches
from pathlib import Path
from typing import Any

from lasaft_nb.errors import UserError
from lasaft_nb.inference.separator import Separator
from lasaft_nb.paths import data_dir, is_unfinished


def pretrained_names() -> tuple[str, ...]:
    """Names of the shipped networks: experiment/network."""
    root = data_dir() / "weights"
    files = (path for path in sorted(root.rglob("*.safetensors")) if not is_unfinished(path))
    return tuple(path.relative_to(root).with_suffix("").as_posix() for path in files)


def pretrained(name: Path | str, *, device: str = "auto", **options: Any) -> Separator:
    """A trained network, ready to separate.

    Args:
        name: one of `pretrained_names`, its last part where only one network ends in it, or the path of a
            ``.safetensors`` file with its card beside it.
        device: "auto", "cpu", "cuda" or "mps".
        **options: further arguments of `Separator`.

    Raises:
        UserError: no network of that name, or weights that are damaged.
    """
    from lasaft_nb.training.checkpoint import load

    model, card = load(find(str(name)))
    return Separator(model, device=device, name=short(str(name)), card=card, **options)


def card_of(name: Path | str) -> dict[str, Any]:
    """The card of a trained network, without loading the network."""
    from lasaft_nb.training.checkpoint import read_card

    return read_card(find(str(name)))


def find(name: str) -> Path:
    """The weights of a shipped network by name, or the path that ``name`` is; raises `UserError` as `pretrained`."""
    if name.endswith(".safetensors"):
        return Path(name).expanduser()
    names = pretrained_names()
    matches = [one for one in names if one == name] or [one for one in names if one.rsplit("/", 1)[-1] == name]
    if len(matches) == 1:
        return data_dir() / "weights" / f"{matches[0]}.safetensors"
    if matches:
        raise UserError(f"several networks are called {name!r}; say which: {', '.join(matches)}")
    near = get_close_matches(name, names, n=3, cutoff=0.4) or names
    raise UserError(f"no trained network is called {name!r}; there is {', '.join(near) or 'none in data/weights'}")


def short(name: str) -> str:
    """What a network is called: its name, or the stem of its path."""
    return Path(name).stem if name.endswith(".safetensors") else name
