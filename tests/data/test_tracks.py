"""Every kind of track behind one interface, and one clear sentence for every spoilt folder."""

import shutil
from pathlib import Path

import needs
import numpy as np
import pytest
import soundfile

from lasaft_nb.data import example_song, identify, tracks
from lasaft_nb.data.array_track import STREAMS, StemTrack, at_rate
from lasaft_nb.data.folder_track import FolderTrack
from lasaft_nb.data.tracks import validation_names
from lasaft_nb.errors import UserError


def test_a_part_of_a_stem_is_the_same_part_of_the_whole(song: Path) -> None:
    track = FolderTrack(song)
    whole = track.stem("bass")
    np.testing.assert_array_equal(track.stem("bass", 1000, 1500), whole[1000:1500])
    assert whole.dtype == np.float32 and whole.shape == (track.n_samples, 2)


def test_the_middle_of_a_song_is_as_long_as_asked_or_the_whole_song(song: Path) -> None:
    (track,) = tracks(song)
    start, stop = track.middle(0.01)
    assert stop - start == int(0.01 * track.sample_rate)
    assert start in (track.n_samples - stop, track.n_samples - stop - 1)
    assert track.middle(1e6) == (0, track.n_samples)


def test_without_a_mixture_file_the_mixture_is_the_sum_of_the_stems(song: Path) -> None:
    track = FolderTrack(song)
    np.testing.assert_allclose(track.mixture(10, 20), sum(track.stems(10, 20).values()), atol=1e-7)


def test_a_users_own_folder_is_found_as_one_song_or_as_a_folder_of_songs(song: Path) -> None:
    for found in (tracks(song), tracks(song.parent, "test")):
        assert [track.name for track in found] == ["A - One"]


def test_the_official_split_has_fourteen_tracks_to_validate() -> None:
    assert len(validation_names("/nowhere")) == 14


def test_validation_tracks_lie_in_train_and_are_left_out_of_it(song: Path) -> None:
    root = song.parent.parent / "dataset"
    valid = sorted(validation_names(root))[0]
    for name in ("A - One", valid):
        (root / "train" / name).parent.mkdir(parents=True, exist_ok=True)
        (root / "train" / name).symlink_to(song)
    assert [track.name for track in tracks(root, "train")] == ["A - One"]
    assert [track.name for track in tracks(root, "valid")] == [valid]
    assert len(tracks(root)) == 2


def spelled(root: Path, song: Path, files: str) -> None:
    """A song whose files are those named, in place of ``song``'s."""
    root.mkdir(parents=True)
    for name in files.split():
        shutil.copy(song / f"{Path(name).stem.lower()}.wav", root / name)


@pytest.mark.parametrize(
    ("train", "files"),
    [
        ("train", "Vocals.wav drums.wav bass.wav other.wav"),
        ("Train", "VOCALS.WAV DRUMS.WAV BASS.WAV OTHER.WAV"),
        ("TRAIN", "vocals.Wav Drums.wav bass.wav oTher.wav"),
    ],
)
def test_capitals_in_names_do_not_matter(song: Path, tmp_path: Path, train: str, files: str) -> None:
    spelled(tmp_path / "root" / train / "A", song, files)
    (track,) = tracks(tmp_path / "root", "train")
    for name in ("vocals", "Vocals"):
        np.testing.assert_array_equal(track.stem(name), FolderTrack(song).stem("vocals"))


@pytest.mark.parametrize("name", ["Test", "TEST", "test"])
def test_a_split_of_test_songs_alone_is_found_by_any_spelling(song: Path, tmp_path: Path, name: str) -> None:
    spelled(tmp_path / "root" / name / "A", song, "vocals.wav drums.wav bass.wav other.wav")
    assert [track.name for track in tracks(tmp_path / "root", "test")] == ["A"]
    assert [track.name for track in tracks(tmp_path / "root")] == ["A"]


def test_what_a_mac_puts_into_archives_is_left_alone(song: Path, tmp_path: Path) -> None:
    root = tmp_path / "root"
    shutil.copytree(song, root / "train" / "A - One")
    (root / "train" / "A - One" / "._vocals.wav").write_bytes(b"Mac OS X")
    (root / "train" / "._B.stem.mp4").write_bytes(b"Mac OS X")
    (root / "train" / ".DS_Store").write_bytes(b"Mac OS X")
    (root / "train" / "__MACOSX").mkdir()
    (root / "train" / "__MACOSX" / "._vocals.wav").write_bytes(b"Mac OS X")
    assert [track.name for track in tracks(root, "train")] == ["A - One"]
    assert [track.name for track in tracks(root / "train" / "A - One")] == ["A - One"]


@pytest.mark.parametrize("name", ["X.STEM.MP4", "X.stem.mp4", "X.Stem.Mp4"])
def test_a_stem_file_is_known_by_its_suffix_in_any_spelling(tmp_path: Path, name: str) -> None:
    (tmp_path / "train").mkdir()
    (tmp_path / "train" / name).touch()
    (track,) = tracks(tmp_path, "train")
    assert isinstance(track, StemTrack) and track.name == "X"


@pytest.mark.parametrize("twice", ["Vocals.wav", "vocals.FLAC", "VOCALS.ogg"])
def test_two_files_for_one_stem_are_refused_by_name(song: Path, twice: str) -> None:
    soundfile.write(song / twice, np.zeros((8000, 2)), 8000, format="FLAC")
    with pytest.raises(UserError, match=rf"has both .*{twice}.* and|and {twice}; remove the one that is wrong"):
        tracks(song.parent)


def test_a_root_with_train_alone_says_where_validation_tracks_belong(song: Path, tmp_path: Path) -> None:
    root = tmp_path / "root"
    shutil.copytree(song, root / "train" / "A - One")
    with pytest.raises(
        UserError, match=r"no valid tracks; put them into .+valid, or name some .+train in .+musdb.yaml"
    ):
        tracks(root, "valid")
    (root / "musdb.yaml").write_text("validation_tracks: [A - One]\n")
    assert [track.name for track in tracks(root, "valid")] == ["A - One"]


def test_a_missing_stem_is_named(song: Path) -> None:
    (song / "drums.wav").unlink()
    with pytest.raises(UserError, match=r"A - One has no drums\.wav; a track needs vocals, drums, bass, other"):
        tracks(song.parent)


def test_stems_of_different_length_are_named_with_their_lengths(song: Path) -> None:
    soundfile.write(song / "bass.wav", np.zeros((7999, 2)), 8000)
    with pytest.raises(UserError, match=r"bass has 7999 samples but vocals has 8000; cut or pad"):
        tracks(song.parent)


def test_a_truncated_wav_is_named_with_what_it_lacks(song: Path) -> None:
    data = (song / "other.wav").read_bytes()
    (song / "other.wav").write_bytes(data[:-4000])
    with pytest.raises(UserError, match=r"other\.wav is cut short: its header announces 4000 bytes more"):
        tracks(song.parent)


def test_a_mono_stem_is_refused_with_a_cure(song: Path) -> None:
    soundfile.write(song / "vocals.wav", np.zeros(8000), 8000)
    with pytest.raises(UserError, match=r"vocals\.wav has 1 channel\(s\); stems must be stereo: `ffmpeg"):
        tracks(song.parent)


def test_a_stem_at_another_sample_rate_is_refused(song: Path) -> None:
    soundfile.write(song / "drums.wav", np.zeros((8000, 2)), 16000)
    with pytest.raises(UserError, match="drums has 16000 Hz but vocals has 8000 Hz; resample one of them"):
        tracks(song.parent)


def test_a_file_that_is_no_audio_is_refused(song: Path) -> None:
    (song / "drums.wav").write_text("no audio")
    with pytest.raises(UserError, match=r"drums\.wav is not audio that can be read"):
        tracks(song.parent)


def test_nan_in_a_stem_is_an_error_when_it_is_read(song: Path) -> None:
    spoilt = np.zeros((8000, 2), np.float32)
    spoilt[5] = np.nan
    soundfile.write(song / "bass.wav", spoilt, 8000, subtype="FLOAT")
    (track,) = tracks(song.parent)
    with pytest.raises(UserError, match="bass holds NaN or infinity"):
        track.stem("bass")


def test_an_empty_folder_says_what_a_track_is(tmp_path: Path) -> None:
    with pytest.raises(UserError, match=r"holds no tracks; a track is a folder with vocals, drums, bass, other as wav"):
        tracks(tmp_path)


def test_a_folder_that_is_not_there_says_how_to_make_one(tmp_path: Path) -> None:
    with pytest.raises(UserError, match=r"is not a folder; give a dataset's folder, or make one: `lasaft-nb data mini"):
        tracks(tmp_path / "absent")


def test_a_folder_without_a_split_cannot_give_training_tracks(song: Path) -> None:
    with pytest.raises(UserError, match=r"has no train folder; put the tracks to learn from in"):
        tracks(song.parent, "train")


def test_reading_beyond_the_end_names_both_places(song: Path) -> None:
    with pytest.raises(ValueError, match=r"0 <= start <= stop <= 8000, got 0, 8001"):
        FolderTrack(song).mixture(0, 8001)


def test_a_dataset_is_identified_by_its_files(song: Path) -> None:
    before = identify(song.parent)
    assert identify(song.parent) == before and before["name"] == "songs"
    soundfile.write(song / "mixture.wav", np.zeros((8000, 2)), 8000)
    assert identify(song.parent) != before


def test_a_resampled_track_sounds_the_same_and_is_kept(song: Path) -> None:
    track = at_rate(FolderTrack(song), 4000)
    assert track.n_samples == 4000 and at_rate(track, 4000) is track
    before, times = track.cache_file, np.arange(8000) / 8000
    tone = 0.5 * np.sin(2 * np.pi * 440 * times)[:, None].repeat(2, 1)
    soundfile.write(song / "vocals.wav", tone, 8000)
    expected = 0.5 * np.sin(2 * np.pi * 440 * np.arange(4000) / 4000)
    fresh = at_rate(FolderTrack(song), 4000)
    np.testing.assert_allclose(fresh.stem("vocals")[500:3500, 0], expected[500:3500], atol=1e-3)
    assert fresh.cache_file.is_file() and fresh.cache_file != before  # a changed file is decoded again


def test_a_run_killed_while_decoding_leaves_no_array(song: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def killed(file: object, array: np.ndarray) -> None:
        Path(str(file)).write_bytes(array.tobytes()[:100])
        raise KeyboardInterrupt

    track = at_rate(FolderTrack(song), 4000)
    with monkeypatch.context() as patch, pytest.raises(KeyboardInterrupt):
        patch.setattr(np, "save", killed)
        track.mixture()
    assert not track.cache_file.exists()
    assert track.mixture().shape == (4000, 2)


def test_stempegs_own_example_is_decoded_as_musdb_decodes_it() -> None:
    stempeg = needs.with_ffmpeg("stempeg")
    expected, rate = stempeg.read_stems(str(example_song()), ffmpeg_format="s16le")
    track = StemTrack(example_song())
    assert track.sample_rate == rate == 44100
    for name, stream in STREAMS.items():
        steps = np.abs(track.stem(name) - expected[stream].astype(np.float32)) * 32768
        assert steps.max() <= 1  # two builds of FFmpeg round a few samples differently
        assert np.count_nonzero(steps) < 0.001 * steps.size
    np.testing.assert_array_equal(track.stem("vocals", 100_000, 100_500), track.stem("vocals")[100_000:100_500])


def test_a_stem_file_that_is_none_is_refused(tmp_path: Path) -> None:
    (tmp_path / "A - One.stem.mp4").write_text("no audio")
    (track,) = tracks(tmp_path)
    with pytest.raises(UserError, match=r"A - One\.stem\.mp4 is not audio that can be read \(.+\); copy or"):
        track.mixture()
