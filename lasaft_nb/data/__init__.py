"""Songs with their stems: MUSDB18, the generated mini dataset, a user's own; and random excerpts to train on."""

from typing import Any

from lasaft_nb.data.chapter import chapter_root, identify
from lasaft_nb.data.example import example_song
from lasaft_nb.data.track import Track
from lasaft_nb.data.tracks import tracks

__all__ = ["Excerpts", "Track", "chapter_root", "example_song", "identify", "tracks"]


def __getattr__(name: str) -> Any:
    """Import `Excerpts` when it is first asked for: it needs torch."""
    if name != "Excerpts":
        raise AttributeError(f"module 'lasaft_nb.data' has no attribute {name!r}; it has {', '.join(__all__)}")
    from lasaft_nb.data.excerpts import Excerpts

    return Excerpts
