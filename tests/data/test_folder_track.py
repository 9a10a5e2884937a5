"""The eight sub-sources are the stems, taken apart."""

from pathlib import Path

import numpy as np
import pytest

from lasaft_nb.data import tracks
from lasaft_nb.data.folder_track import sub_sources
from lasaft_nb.errors import UserError
from lasaft_nb.sources import PARTS, SOURCES, SUB_SOURCES


def test_the_sub_sources_of_a_source_add_up_to_its_stem_to_the_last_bit(mini: Path) -> None:
    track = tracks(mini, "test")[0]
    parts = sub_sources(track, 1000, 50_000)
    assert tuple(parts) == SUB_SOURCES
    for source in SOURCES:
        np.testing.assert_array_equal(sum(parts[part] for part in PARTS[source]), track.stem(source, 1000, 50_000))


def test_a_track_without_sub_sources_is_told_where_there_are_some(song: Path) -> None:
    with pytest.raises(UserError, match="has no vocals_female; only the mini dataset"):
        sub_sources(tracks(song.parent)[0])
