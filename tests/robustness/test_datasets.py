"""Every fault of a dataset through every door that reads datasets: one sentence, and nothing written."""

import json
import re
import shutil
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
import soundfile
from bad_songs import STEMS, cut
from made_songs import write_song

from lasaft_nb.data import tracks
from lasaft_nb.errors import UserError

Refused = Callable[..., str]


def missing(root: Path) -> None:
    shutil.rmtree(root)


def a_file(root: Path) -> None:
    shutil.rmtree(root)
    root.touch()


def no_songs(root: Path) -> None:
    for song in (*root.glob("train/*"), *root.glob("test/*")):
        shutil.rmtree(song)


def a_stem_is_missing(root: Path) -> None:
    for song in ("train/A", "test/C"):
        (root / song / "bass.wav").unlink()


def a_stem_is_cut(root: Path) -> None:
    for song in ("train/A", "test/C"):
        cut(root / song / "drums.wav", 0.5)


def a_stem_is_text(root: Path) -> None:
    for song in ("train/A", "test/C"):
        (root / song / "other.wav").write_text("I am a poem, not a stem.\n" * 50)


def a_stem_has_six_channels(root: Path) -> None:
    for song in ("train/A", "test/C"):
        soundfile.write(root / song / "other.wav", np.zeros((100, 6)), 11025)


def a_stem_holds_nan(root: Path) -> None:
    for song in ("train/A", "test/C"):
        soundfile.write(root / song / "vocals.wav", np.full((27562, 2), np.nan), 11025, subtype="FLOAT")


def a_stem_file_is_cut(root: Path) -> None:
    for song in ("train/A", "test/C"):
        shutil.rmtree(root / song)
        stem_file = Path(shutil.copy(STEMS, root / f"{song}.stem.mp4"))
        stem_file.write_bytes(stem_file.read_bytes()[:1000])


def setup_is_no_yaml(root: Path) -> None:
    (root / "musdb.yaml").write_text("validation_tracks: [B\n - :")


def setup_is_a_list(root: Path) -> None:
    (root / "musdb.yaml").write_text("- B\n")


def manifest_is_no_json(root: Path) -> None:
    (root / "dataset.json").write_text('{"name": "mini')


def manifest_lacks_a_key(root: Path) -> None:
    (root / "dataset.json").write_text(json.dumps({"name": "mini"}))


def manifest_lists_no_files(root: Path) -> None:
    (root / "dataset.json").write_text(json.dumps({"name": "mini", "fingerprint": "0", "files": None}))


BAD = {
    missing: "is not a folder; give a dataset's folder, or make one: `lasaft-nb data mini",
    a_file: "is not a folder; give a dataset's folder, or make one: `lasaft-nb data mini",
    no_songs: r"holds no (train |test )?tracks; a track is a folder with vocals, drums, bass, other as wav",
    a_stem_is_missing: r"has no bass\.wav; a track needs vocals, drums, bass, other \(a silent file if need be\)",
    a_stem_is_cut: r"drums\.wav is cut short: its header announces \d+ bytes more; copy or export it again",
    a_stem_is_text: r"other\.wav is not audio that can be read \(.+\); copy or export it again",
    a_stem_has_six_channels: r"other\.wav has 6 channels; only mono and stereo can be separated: `ffmpeg",
    a_stem_holds_nan: r"[AC]: (mixture|vocals) holds NaN or infinity; render that stem again",
    a_stem_file_is_cut: r"\.stem\.mp4 is cut short: .+; copy or export it again",
    setup_is_no_yaml: r"musdb\.yaml lists no validation_tracks \(.+\); mend or delete it",
    setup_is_a_list: r"musdb\.yaml lists no validation_tracks \(.+\); mend or delete it",
    manifest_is_no_json: r"dataset\.json can't be read \(.+\); make the dataset again in another folder",
    manifest_lacks_a_key: r"dataset\.json has no fingerprint; make the dataset again in another folder",
    manifest_lists_no_files: r"dataset\.json does not list files with their hashes; make the dataset again",
}
NOT_THERE = {setup_is_no_yaml, setup_is_a_list}  # the test split needs no list of validation tracks
MANIFEST = (manifest_is_no_json, manifest_lacks_a_key, manifest_lists_no_files)


@pytest.mark.parametrize("spoil", [spoil for spoil in BAD if spoil not in MANIFEST], ids=lambda one: one.__name__)
def test_python_refuses(dataset: Path, spoil: Callable[[Path], None]) -> None:
    spoil(dataset)
    with pytest.raises(UserError, match=BAD[spoil]) as caught:
        [track.mixture() for track in tracks(dataset, "train")]
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("spoil", BAD, ids=lambda one: one.__name__)
def test_train_refuses(dataset: Path, spoil: Callable[[Path], None], refused: Refused, tmp_path: Path) -> None:
    spoil(dataset)
    words = ["--preset", "smoke", "--steps", "1", "--device", "cpu", "--data-root", dataset, "--out", tmp_path / "runs"]
    said = refused("train", "lite_dedicated", "tfc_tdf-vocals", *words)
    assert re.search(BAD[spoil], said), said
    assert not list(tmp_path.rglob("*.safetensors"))


@pytest.mark.parametrize("spoil", [spoil for spoil in BAD if spoil not in NOT_THERE], ids=lambda one: one.__name__)
def test_evaluate_refuses(
    dataset: Path, network: Path, spoil: Callable[[Path], None], refused: Refused, tmp_path: Path
) -> None:
    spoil(dataset)
    words = ["--jobs", "1", "--device", "cpu", "--data-root", dataset, "--out", tmp_path / "scores"]
    said = refused("evaluate", network, *words)
    assert re.search(BAD[spoil], said), said
    assert not list(tmp_path.rglob("scores/**/*.json"))


def test_evaluate_refuses_a_number_of_processes_that_is_none(dataset: Path, network: Path, refused: Refused) -> None:
    said = refused("evaluate", network, "--jobs", "0", "--device", "cpu", "--data-root", dataset)
    assert said == "jobs must be 1 or more, or -1 for one process a core, got 0"


def test_evaluate_goes_on_without_what_cannot_be_scored_and_says_it_at_the_end(
    dataset: Path, network: Path, shell: Callable[..., tuple[int, str, str]], tmp_path: Path
) -> None:
    write_song(dataset / "test/D short", seconds=0.4, rate=11025)
    for song, change in {"E silent": 0, "F opposed": -1}.items():
        write_song(dataset / "test" / song, seconds=2.5, rate=11025)
        vocals = dataset / "test" / song / "vocals.wav"
        samples, rate = soundfile.read(vocals)
        soundfile.write(vocals, np.stack([samples[:, 0] * abs(change), samples[:, 0] * change], axis=1), rate)
    words = ["--jobs", "1", "--device", "cpu", "--data-root", dataset, "--out", tmp_path / "scores"]
    status, output, errors = shell("evaluate", network, *words)
    assert status == 0, errors
    for note in (
        "D short lasts 0.40 s, and scores need a second: no score",
        "E silent: vocals is silent in the reference or the estimate, no score",
        "F opposed: left and right of vocals cancel (L = -R), no score",
    ):
        assert note in output


def test_train_says_where_validation_tracks_belong(dataset: Path, refused: Refused, tmp_path: Path) -> None:
    shutil.rmtree(dataset / "test")
    (dataset / "musdb.yaml").unlink()
    words = ["--preset", "smoke", "--steps", "1", "--device", "cpu", "--data-root", dataset, "--out", tmp_path / "runs"]
    said = refused("train", "lite_dedicated", "tfc_tdf-vocals", *words)
    assert re.search(
        r"holds no valid tracks; put them into .+/valid, or name some of those in .+ in .+musdb\.yaml", said
    )


@pytest.mark.parametrize("spoil", [missing, a_file, *MANIFEST])
def test_verify_refuses(dataset: Path, spoil: Callable[[Path], None], refused: Refused) -> None:
    spoil(dataset)
    assert "make the dataset" in refused("data", "verify", dataset)


def test_verify_looks_at_no_file_outside_of_the_dataset(dataset: Path, refused: Refused) -> None:
    from lasaft_nb.synth.manifest import fingerprint

    files = {"../secret": "0" * 64}
    card = {"name": "mini", "files": files, "fingerprint": fingerprint(files)}
    (dataset / "dataset.json").write_text(json.dumps(card))
    assert "names ../secret, outside of its folder" in refused("data", "verify", dataset)


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["mini", "HERE", "--preset", "huge"], "preset must be among nano, tiny, small, medium, full, got 'huge'"),
        (["mini", "HERE", "--tracks", "1,2"], "--tracks must be three numbers"),
        (["mini", "HERE", "--preset", "nano", "--seconds", "1e9"], "seconds must be"),
        (["mini", "HERE/new", "--jobs", "0"], "jobs must be 1 or more, or -1 for one process a core, got 0"),
        (["mini", "HERE/new", "--jobs", "-2"], "jobs must be 1 or more, or -1 for one process a core, got -2"),
        (["mini", "HERE/musdb.yaml"], "is a file; name a folder for the dataset"),
        (["mini", "HERE/musdb.yaml/x"], "can't be written (Not a directory); choose another place"),
        (["mini", "HERE"], "which is not of this dataset; name another folder"),
        (["verify", "HERE"], "has no dataset.json; make the dataset with `lasaft-nb data mini"),
    ],
)
def test_data_refuses(dataset: Path, refused: Refused, words: list[str], sentence: str) -> None:
    assert sentence in refused("data", *(word.replace("HERE", str(dataset)) for word in words))
