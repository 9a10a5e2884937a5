"""Training excerpts: what they hold, that they repeat, and that workers agree."""

import pickle
import shutil
from pathlib import Path

import numpy as np
import pytest
import torch
from made_songs import write_song
from torch.testing import assert_close
from torch.utils.data import DataLoader

from lasaft_nb.data import Excerpts, tracks
from lasaft_nb.errors import Note, UserError
from lasaft_nb.sources import SOURCES


@pytest.fixture
def songs(tmp_path: Path) -> Path:
    for number, title in enumerate(("A - One", "B - Two", "C - Three")):
        write_song(tmp_path / "songs" / title, seed=number)
    return tmp_path / "songs"


def test_the_mixture_is_the_sum_of_the_stems(songs: Path) -> None:
    mixture, stems = Excerpts(tracks(songs), n_samples=1000, sample_rate=8000)[3]
    assert mixture.shape == (2, 1000) and stems.shape == (4, 2, 1000) and stems.dtype == torch.float32
    assert_close(mixture, stems.sum(0))


def test_without_augmentation_an_excerpt_is_a_piece_of_one_song(songs: Path) -> None:
    plain = Excerpts(tracks(songs), n_samples=500, sample_rate=8000, remix=False, gain=None, swap=False)
    _, stems = plain[0]
    wholes = [np.stack(list(track.stems().values())) for track in tracks(songs)]
    places = [(whole, start) for whole in wholes for start in range(7501)]
    assert any(np.array_equal(whole[:, start : start + 500].transpose(0, 2, 1), stems) for whole, start in places)


def test_remixing_takes_the_stems_from_different_songs_and_places(songs: Path) -> None:
    excerpts = Excerpts(tracks(songs), n_samples=100, sample_rate=8000, gain=None, swap=False)
    drawn = [place for index in range(20) for place in excerpts.places(index)]
    assert {source for source, _, _ in drawn} == set(SOURCES)
    assert len({track.name for _, track, _ in drawn}) == 3 and len({start for _, _, start in drawn}) > 60


def test_gain_and_swap_change_level_and_sides_only(songs: Path) -> None:
    common = {"n_samples": 200, "sample_rate": 8000, "remix": False, "seed": 5}
    plain = Excerpts(tracks(songs), gain=None, swap=False, **common)
    changed = Excerpts(tracks(songs), gain=(0.5, 0.6), swap=True, **common)
    kinds = set()
    for index in range(8):
        for before, after in zip(plain[index][1], changed[index][1], strict=True):
            swapped = not torch.allclose(after / after.abs().max(), before / before.abs().max(), atol=1e-5)
            gain = after.abs().max() / before.abs().max()
            assert 0.5 <= gain <= 0.6
            assert_close(after, gain * (before.flip(0) if swapped else before))
            kinds.add(swapped)
    assert kinds == {True, False}


def test_an_excerpt_depends_on_seed_and_index_alone(songs: Path) -> None:
    def excerpts(seed: int) -> Excerpts:
        return Excerpts(tracks(songs), n_samples=300, sample_rate=8000, seed=seed, length=4)

    first, again = excerpts(1), excerpts(1)
    _ = [again[index] for index in range(3)]
    assert torch.equal(first[10][0], again[10][0])
    assert not torch.equal(first[0][0], first[1][0]) and not torch.equal(first[0][0], excerpts(2)[0][0])
    assert len(list(first)) == len(first) == 4


def test_any_number_of_workers_gives_the_same_batches(songs: Path) -> None:
    excerpts = Excerpts(tracks(songs), n_samples=300, sample_rate=4000, length=8)
    alone = torch.cat([mixture for mixture, _ in DataLoader(excerpts, batch_size=2)])
    shared = torch.cat([mixture for mixture, _ in DataLoader(excerpts, batch_size=2, num_workers=2)])
    assert torch.equal(alone, shared)
    assert len({tuple(row.flatten()[:8].tolist()) for row in shared}) == 8  # no two workers drew the same


def test_excerpts_can_be_sent_to_a_worker_without_their_audio(songs: Path) -> None:
    excerpts = Excerpts(tracks(songs), n_samples=300, sample_rate=4000)
    sent = pickle.loads(pickle.dumps(excerpts))
    assert torch.equal(sent[2][1], excerpts[2][1])
    assert len(pickle.dumps(excerpts)) < 10_000


def test_a_track_shorter_than_an_excerpt_is_named(songs: Path) -> None:
    with pytest.raises(UserError, match=r"A - One lasts 1\.00 s, an excerpt 2\.00 s; leave the track out"):
        Excerpts(tracks(songs), n_samples=16000, sample_rate=8000)


def test_a_track_too_short_is_left_out_with_a_note_and_the_others_are_read(songs: Path) -> None:
    shutil.rmtree(songs / "B - Two")
    write_song(songs / "B - Two", seconds=0.25, seed=1)
    with pytest.warns(Note, match=r"B - Two lasts 0\.25 s, an excerpt 0\.50 s: the track is left out") as noted:
        excerpts = Excerpts(tracks(songs), n_samples=4000, sample_rate=8000)
    assert len(noted) == 1
    drawn = {track.name for index in range(20) for _, track, _ in excerpts.places(index)}
    assert drawn == {"A - One", "C - Three"}


def test_no_tracks_is_an_error() -> None:
    with pytest.raises(ValueError, match="tracks must not be empty"):
        Excerpts([], n_samples=100, sample_rate=8000)
