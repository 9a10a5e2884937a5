"""The generated dataset: exact sums, musdb's layout, the same bytes after a kill and with any number of processes."""

import json
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import needs
import numpy as np
import pytest

from lasaft_nb.data import identify, tracks
from lasaft_nb.errors import UserError
from lasaft_nb.sources import SOURCES
from lasaft_nb.synth import make_dataset, manifest
from lasaft_nb.synth.manifest import AUDIO_FILES, SUB_FILES, read_wav
from lasaft_nb.synth.plan import PRESETS, plan


def test_the_sum_of_the_stems_is_the_mixture_to_the_last_bit(mini: Path) -> None:
    for track in tracks(mini):
        mixture = read_wav(track.path / "mixture.wav").astype(int)
        stems = [read_wav(track.path / f"{source}.wav").astype(int) for source in SOURCES]
        assert np.array_equal(mixture, sum(stems)) and len(mixture) == 6 * 44100


def test_the_audio_of_version_1_never_changes(mini: Path) -> None:
    """Levels of every file of nano as they were when the shipped weights' dataset was made, to 0.001 dB."""
    golden = json.loads((Path(__file__).parent / "nano_levels.json").read_text())
    measured = {file: _level(mini / file) for file in manifest.read(mini)["files"]}
    assert measured.keys() == golden.keys()
    assert measured == pytest.approx(golden, abs=1e-3)


def _level(file: Path) -> float:
    samples = read_wav(file).astype(float)
    return 10 * float(np.log10(np.mean(samples**2) + 1e-3))  # dB over one step of 16 bits


def test_every_folder_holds_the_same_names(mini: Path) -> None:
    for track in tracks(mini):
        assert {file.name for file in track.path.iterdir()} == {*AUDIO_FILES, "track.json"}


def test_nothing_clips(mini: Path) -> None:
    for track in tracks(mini):
        assert 0.3 < np.abs(track.mixture()).max() < 0.99
        assert all(np.abs(stem).max() < 0.99 for stem in track.stems().values())


def test_every_sub_stem_sounds_in_songs_that_are_scored(mini: Path) -> None:
    for track in (*tracks(mini, "valid"), *tracks(mini, "test")):
        for file in (*SUB_FILES.values(), "bass.wav"):
            assert np.sqrt(np.mean(track.stem(Path(file).stem) ** 2)) > 1e-3, file


def test_no_stem_is_buried_or_alone(mini: Path) -> None:
    for track in tracks(mini):
        mixture = track.mixture()
        for name, stem in track.stems().items():
            ratio = 10 * np.log10((stem**2).sum() / ((mixture - stem) ** 2).sum())
            assert -14 < ratio < 2, (track.name, name, ratio)


@pytest.mark.parametrize(("split", "count"), [("train", 1), ("valid", 1), (None, 2)])
def test_musdb_reads_every_split(mini: Path, split: str | None, count: int) -> None:
    musdb = needs.with_ffmpeg("musdb")
    found = musdb.DB(str(mini), is_wav=True, setup_file="musdb.yaml", subsets="train", split=split)
    ours = [*tracks(mini, "train"), *tracks(mini, "valid")] if split is None else tracks(mini, split)
    assert len(found) == count and {track.name for track in found} == {track.name for track in ours}
    for track, same in zip(found, sorted(ours, key=lambda one: one.name), strict=True):
        np.testing.assert_allclose(track.audio, same.mixture(), atol=1e-7)
    assert len(musdb.DB(str(mini), is_wav=True, setup_file="musdb.yaml", subsets="test")) == 1


def test_musdb_reads_the_eight_sub_stems_and_they_add_up(mini: Path) -> None:
    musdb = needs.with_ffmpeg("musdb")
    (song,) = musdb.DB(str(mini), is_wav=True, setup_file="latent8.yaml", subsets="test")
    assert len(song.sources) == 8
    np.testing.assert_array_equal(sum(source.audio for source in song.sources.values()), song.audio)
    np.testing.assert_array_equal(song.targets["drums"].audio, tracks(mini, "test")[0].stem("drums"))


def test_a_killed_run_goes_on_and_ends_with_the_same_bytes_in_two_processes(mini: Path, tmp_path: Path) -> None:
    root = tmp_path / "killed"
    program = f"from lasaft_nb.synth import make_dataset; make_dataset({str(root)!r}, 'nano', jobs=1, progress=False)"
    process = subprocess.Popen([sys.executable, "-c", program])
    while process.poll() is None and not list(root.glob("train/*")):
        time.sleep(0.02)
    process.send_signal(signal.SIGKILL)
    process.wait()
    assert not (root / manifest.MANIFEST).exists()
    make_dataset(root, "nano", jobs=2, progress=False)
    assert (root / manifest.MANIFEST).read_text() == (mini / manifest.MANIFEST).read_text()
    assert identify(root) == identify(mini)


def test_a_complete_dataset_is_left_as_it_is(mini: Path) -> None:
    before = (mini / manifest.MANIFEST).stat().st_mtime_ns
    make_dataset(mini, "nano", progress=False)
    assert (mini / manifest.MANIFEST).stat().st_mtime_ns == before


def test_a_folder_with_another_dataset_is_refused_and_says_how_it_differs(mini: Path) -> None:
    with pytest.raises(UserError, match=r"holds another dataset: .*seed 0 \(not 1\); name another folder"):
        make_dataset(mini, "nano", seed=1, progress=False)


def test_a_folder_with_other_songs_is_refused(tmp_path: Path) -> None:
    (tmp_path / "train" / "My Song").mkdir(parents=True)
    with pytest.raises(UserError, match="holds train/My Song, which is not of this dataset"):
        make_dataset(tmp_path, "nano", progress=False)


def test_verify_accepts_what_was_generated(mini: Path) -> None:
    assert len(manifest.verify(mini)["files"]) == 3 * len(AUDIO_FILES)


def test_verify_names_a_changed_file_and_a_missing_one(mini: Path, tmp_path: Path) -> None:
    copy = shutil.copytree(mini, tmp_path / "copy")
    file = next(copy.glob("test/*/bass.wav"))
    data = bytearray(file.read_bytes())
    data[1000] ^= 1
    file.write_bytes(data)
    with pytest.raises(UserError, match=r"bass\.wav was changed; delete its folder"):
        manifest.verify(copy)
    file.unlink()
    with pytest.raises(UserError, match=r"bass\.wav is missing"):
        manifest.verify(copy)


def test_the_score_beside_the_audio_holds_tempo_chords_and_notes_of_all_parts(mini: Path) -> None:
    score = json.loads((tracks(mini, "test")[0].path / "track.json").read_text())
    assert 60 < score["tempo"] < 160 and score["chords"][0]["pitch_classes"]
    assert all(score["notes"][part] for part in ("kick", "bass", "piano", "guitar", "female", "male"))


def test_drum_strokes_of_the_score_are_where_the_sound_begins(mini: Path) -> None:
    track = tracks(mini, "test")[0]
    score = json.loads((track.path / "track.json").read_text())
    level = np.abs(track.stem("drums_kick")).max(1)
    strong = [note["start"] for note in score["notes"]["kick"] if note["velocity"] > 0.6 and 0.2 < note["start"] < 5.8]
    assert strong
    for start in strong:
        at = int(start * 44100)
        assert level[at : at + 1300].max() > 2 * level[at - 900 : at - 100].max()


def test_the_small_presets_audio_has_a_name_for_every_split() -> None:
    songs = list(PRESETS["small"].songs())
    assert [sum(song.split == split for song in songs) for split in ("train", "valid", "test")] == [20, 4, 8]
    assert len({song.key for song in songs}) == len({song.name for song in songs}) == 32


def test_seven_songs_in_a_row_have_seven_styles() -> None:
    for split in ("train", "test"):
        styles = [song.style for song in PRESETS["full"].songs() if song.split == split]
        assert all(len(set(styles[first : first + 7])) == 7 for first in range(0, len(styles) - 6, 7))


def test_wrong_sizes_are_refused_with_their_values() -> None:
    with pytest.raises(ValueError, match=r"seconds must be in 4\.\.60, got 300"):
        plan("nano", seconds=300)
    with pytest.raises(ValueError, match=r"must not be negative nor all 0, got 0, 0, 0"):
        plan("nano", train=0, valid=0, test=0)
    with pytest.raises(ValueError, match="preset must be among nano, tiny, small, medium, full, got 'big'"):
        plan("big")
