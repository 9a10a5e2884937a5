"""Trained networks by name or path, whoever trained them: shipped ones, the authors' releases, and your own."""

from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from lasaft_nb.audio.normalise import TRAINED_AT
from lasaft_nb.errors import UserError
from lasaft_nb.inference import official
from lasaft_nb.models.source_model import SourceModel
from lasaft_nb.paths import data_dir, is_unfinished
from lasaft_nb.training.checkpoint import load as load_checkpoint
from lasaft_nb.training.checkpoint import read_card


@dataclass(frozen=True, kw_only=True)
class Pretrained:
    """A trained model in evaluation mode, what it is called, and its card: how it was trained and scored."""

    model: SourceModel
    name: str
    card: dict[str, Any]

    @property
    def level(self) -> float | None:
        """Level in dBFS of the songs it was trained with, as its card says, or that of mastered songs if it had such.

        None where nothing is known, as for networks that an earlier version trained on somebody's own dataset.
        """
        if "level" in self.card:
            return float(self.card["level"])
        dataset = str((self.card.get("dataset") or {}).get("name", ""))
        return TRAINED_AT if "origin" in self.card or dataset.startswith("mini") else None

    @property
    def window_seconds(self) -> float | None:
        """Length of the excerpts it was trained with, where its card states their frames; None where nothing is."""
        if "frames" not in self.card:
            return None
        return float(self.card["frames"] * self.card["hop_length"] / self.model.sample_rate)


def load(name: Path | str) -> Pretrained:
    """A trained network.

    Args:
        name: a shipped network, one of `pretrained_names()`, or its last part where only one network ends in it; one of
            the authors', see `lasaft_nb.official.names`, downloaded where it is not in the cache folder; or the path of
            a ``.safetensors`` file with its card beside it, of a file that the authors released (``vocals.onnx``), or
            of a folder of such files.

    Raises:
        UserError: no network of that name, no connection, or weights that are damaged.
    """
    text = str(name)
    if text in official.names() or (not text.endswith(".safetensors") and _is_theirs(Path(text).expanduser())):
        return load_official(name)
    path = find(text)
    if not path.exists():
        raise UserError(f"{path} is not there; give a .safetensors file that `lasaft-nb train` wrote")
    model, card = load_checkpoint(path)
    return Pretrained(model=model, name=path.stem if text.endswith(".safetensors") else text, card=card)


def _is_theirs(path: Path) -> bool:
    return path.is_file() or (path.is_dir() and any(path.glob("*.onnx")))


def load_official(name_or_path: Path | str) -> Pretrained:
    """One of the authors' networks, by the name of a release or by the path of a file of theirs; raises as `load`."""
    model, card = official.read(official.fetch(name_or_path))
    if name_or_path in official.names():
        card |= {"name": str(name_or_path)}
        release = official.RELEASES.get(str(name_or_path))
        if release is not None and release.vocals_sdr is not None:
            scores = {"vocals": {"SDR": release.vocals_sdr}}
            card |= {"scores": scores, "scored_on": "MUSDB18's test tracks (ISMIR 2020 paper)"}
    return Pretrained(model=model, name=card["name"], card=card)


def pretrained_names() -> tuple[str, ...]:
    """Names of the shipped networks: experiment/network."""
    root = data_dir() / "weights"
    files = (path for path in sorted(root.rglob("*.safetensors")) if not is_unfinished(path))
    return tuple(path.relative_to(root).with_suffix("").as_posix() for path in files)


def known_names() -> tuple[str, ...]:
    """Every name that `load` takes, but for last parts: the authors' networks and the shipped ones."""
    return (*official.names(), *pretrained_names())


def card_of(name: Path | str) -> dict[str, Any]:
    """The card of a shipped network or of a ``.safetensors`` file, without loading the network."""
    return read_card(find(str(name)))


def find(name: str) -> Path:
    """The weights of a shipped network by name, or the ``.safetensors`` file that ``name`` is; raises as `load`."""
    if name.endswith(".safetensors"):
        return Path(name).expanduser()
    names = pretrained_names()
    matches = [one for one in names if one == name] or [one for one in names if one.rsplit("/", 1)[-1] == name]
    if len(matches) == 1:
        return data_dir() / "weights" / f"{matches[0]}.safetensors"
    if matches:
        raise UserError(f"several networks are called {name!r}; say which: {', '.join(matches)}")
    near = get_close_matches(name, known_names(), n=3, cutoff=0.4) or known_names()
    raise UserError(f"network {name!r} is neither a file nor a name; names are {', '.join(near)}")
