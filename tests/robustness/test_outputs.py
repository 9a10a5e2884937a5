"""Places that can't be written and disks that are full: one sentence, nothing half-written, nothing lost."""

import json
import re
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path

import numpy as np
import pytest
from listing import files_below

from lasaft_nb.data import tracks
from lasaft_nb.data.array_track import ResampledTrack
from lasaft_nb.errors import UserError

Refused = Callable[..., str]
SmallDisk = Callable[[int], AbstractContextManager[None]]
BELOW_A_FILE = r"can't be written"


@pytest.fixture
def commands(song: Path, network: Path, reader: Path, dataset: Path) -> dict[str, list[object]]:
    """Every command that writes, up to the place where it does."""
    data = ["--device", "cpu", "--data-root", dataset]
    return {
        "separate": ["separate", song, "--network", network, "-o"],
        "manipulate": ["manipulate", song, "mute bass", "--network", reader, "-o"],
        "train": ["train", "lite_dedicated", "tfc_tdf-vocals", "--preset", "smoke", "--steps", "1", *data, "--out"],
        "evaluate": ["evaluate", network, "--jobs", "1", *data, "--out"],
        "data mini": ["data", "mini", "--tracks", "1,1,1", "--seconds", "4", "--jobs", "1"],
    }


COMMANDS = ("separate", "manipulate", "train", "evaluate", "data mini")
WRITES_A_FILE = ("separate", "manipulate")


@pytest.mark.parametrize("command", COMMANDS)
def test_a_place_below_a_file_is_refused(
    refused: Refused, commands: dict[str, list[object]], tmp_path: Path, command: str
) -> None:
    (tmp_path / "file").write_text("kept")
    name = "o.wav" if command in WRITES_A_FILE else "folder"
    said = refused(*commands[command], tmp_path / "file" / name)
    assert re.search(r"can't be written \((Not a directory|File exists)\); choose another place: a", said)
    assert (tmp_path / "file").read_text() == "kept"


@pytest.mark.parametrize("command", COMMANDS)
def test_a_full_disk_is_one_sentence_and_keeps_what_was_there(
    refused: Refused, commands: dict[str, list[object]], small_disk: SmallDisk, tmp_path: Path, command: str
) -> None:
    out = tmp_path / "out"
    out.mkdir()
    (out / "old.txt").write_text("kept")
    place = out / "o.wav" if command in WRITES_A_FILE else out / "new"
    with small_disk(400 if command in ("train", "evaluate") else 20_000):
        said = refused(*commands[command], place)
    assert "free disk space" in said
    whole = {"old.txt": lambda text: text == "kept"}
    left = [name for name in files_below(out) if not whole.get(name, _is_json)((out / name).read_text("utf-8"))]
    assert left == []


def _is_json(text: str) -> bool:
    return isinstance(json.loads(text), dict)


def test_an_old_output_outlives_a_full_disk(
    refused: Refused, commands: dict[str, list[object]], small_disk: SmallDisk, tmp_path: Path
) -> None:
    (tmp_path / "o.wav").write_bytes(b"an older one")
    with small_disk(20_000):
        refused(*commands["separate"], tmp_path / "o.wav")
    assert (tmp_path / "o.wav").read_bytes() == b"an older one"
    assert [name for name in files_below(tmp_path) if name.startswith(".")] == []


def test_a_cache_on_a_full_disk_is_one_sentence_and_is_made_again_later(dataset: Path, small_disk: SmallDisk) -> None:
    track = ResampledTrack(tracks(dataset, "test")[0], sample_rate=8000)
    with small_disk(20_000), pytest.raises(UserError, match=r"\.npy can't be written \(.+\); choose another place"):
        track.mixture()
    assert not list(track.cache_file.parent.iterdir())
    assert np.isfinite(track.mixture()).all()
