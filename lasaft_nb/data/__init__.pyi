from .chapter import chapter_root, identify
from .excerpts import Excerpts
from .track import Track
from .tracks import tracks

__all__ = ["Excerpts", "Track", "chapter_root", "identify", "tracks"]
