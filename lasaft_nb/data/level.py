"""How loud the songs of a dataset are, which a network that was trained with them expects of others."""

from collections.abc import Sequence

import numpy as np

from lasaft_nb.audio.blocks import ArrayAudio
from lasaft_nb.audio.normalise import find_level
from lasaft_nb.data.track import Track

SONGS, SECONDS = 20, 30.0  # at most so many, evenly from all, and their middles


def level_of(songs: Sequence[Track]) -> float:
    """Mean level in dBFS of the mixtures of some tracks, see `audio.normalise`."""
    some = [songs[place] for place in np.unique(np.linspace(0, len(songs) - 1, SONGS).round().astype(int))]
    levels = [
        find_level(ArrayAudio(song.mixture(*song.middle(SECONDS)), sample_rate=song.sample_rate))[0] for song in some
    ]
    return float(np.mean(levels))
