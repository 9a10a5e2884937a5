"""What musdb finds and decodes is what we find and decode."""

import re
from pathlib import Path

import needs
import numpy as np
import pytest
from conftest import REPOSITORY

from lasaft_nb.data import tracks
from lasaft_nb.data.musdb_track import MusdbTrack
from lasaft_nb.errors import UserError


@pytest.mark.parametrize("subset", ["train", "valid", "test", None])
def test_musdb_finds_and_decodes_the_same_songs(mini: Path, subset: str | None) -> None:
    needs.with_ffmpeg("musdb")
    theirs, ours = tracks(mini, subset, by="musdb"), tracks(mini, subset)
    assert theirs
    assert all(isinstance(track, MusdbTrack) for track in theirs)
    assert [track.name for track in theirs] == [track.name for track in ours]
    for one, same in zip(theirs, ours, strict=True):
        assert (one.n_samples, one.sample_rate) == (same.n_samples, same.sample_rate)
        for stem in ("mixture", "vocals", "bass"):
            np.testing.assert_allclose(one.stem(stem, 100, 5000), same.stem(stem, 100, 5000), atol=1e-7)
    with pytest.raises(UserError, match="has no stem 'guitar'; it has"):
        theirs[0].stem("guitar")


def test_without_ffmpeg_it_says_what_to_do(mini: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import builtins

    original = builtins.__import__

    def without_ffmpeg(name: str, *rest: object) -> object:
        if name == "musdb":
            raise RuntimeError("ffmpeg or ffprobe could not be found!")
        return original(name, *rest)  # type: ignore[arg-type]

    monkeypatch.setattr(builtins, "__import__", without_ffmpeg)
    with pytest.raises(UserError, match=r"musdb can't be imported .ffmpeg .*; install ffmpeg, or leave by="):
        tracks(mini, by="musdb")


def test_another_reader_is_refused(mini: Path) -> None:
    with pytest.raises(UserError, match="by must be 'lasaft_nb' or 'musdb', got 'stempeg'"):
        tracks(mini, by="stempeg")  # type: ignore[arg-type]


def test_the_appendixs_lines_for_musdb_run(mini: Path) -> None:
    needs.with_ffmpeg("musdb")
    text = (REPOSITORY / "book/appendix/datasets.md").read_text("utf-8")
    (code,) = re.findall(r"```python\n(import musdb.*?)```", text, re.DOTALL)
    names: dict[str, list[object]] = {}
    exec(code.replace("data/mini/small", str(mini)), names)
    assert (len(names["songs"]), len(names["parts"])) == (1, 1)
