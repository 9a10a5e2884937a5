from .excerpts import Excerpts
from .musdb_sample import example_song
from .track import Track
from .tracks import chapter_root, identify, tracks

__all__ = ["Excerpts", "Track", "chapter_root", "example_song", "identify", "tracks"]
