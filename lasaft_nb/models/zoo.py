"""The named networks: one name per network the thesis trains, at the thesis's size unless overridden."""

from typing import Any

from torch import nn

from lasaft_nb.models.entries import ZooEntry, amss, classic, conditioned, dedicated

__all__ = ["ZooEntry", "build", "names", "spec"]

_BY_NAME = {entry.name: entry for entry in (*dedicated.ENTRIES, *conditioned.ENTRIES, *amss.ENTRIES, *classic.ENTRIES)}


def names() -> tuple[str, ...]:
    """Names of all networks."""
    return tuple(_BY_NAME)


def spec(name: str) -> ZooEntry:
    """The entry of one network: its sizes, its STFT, whether it is conditioned."""
    if name not in _BY_NAME:
        raise ValueError(f"name must be one of {', '.join(_BY_NAME)}, got {name!r}")
    return _BY_NAME[name]


def build(name: str, **overrides: Any) -> nn.Module:
    """The network called ``name`` with fresh weights; keywords override its published sizes, as in ``n_blocks=5``."""
    return spec(name).build(**overrides)
