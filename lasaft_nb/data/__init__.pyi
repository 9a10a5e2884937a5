from .chapter import chapter_root, identify
from .example import example_song
from .excerpts import Excerpts
from .track import Track
from .tracks import tracks

__all__ = ["Excerpts", "Track", "chapter_root", "example_song", "identify", "tracks"]
