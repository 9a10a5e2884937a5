"""Inputs that nobody thought of: every one is read or refused in a sentence; none crashes, hangs or gets out.

`make test` tries about a hundred of each kind, `make stress` thousands, and prints how many were read and refused.
"""

import io
import json
import shutil
from pathlib import Path

import numpy as np
import pytest
import soundfile
import torch
import yaml
from fuzz import changed_bytes, changed_json, few_or, fuzz
from hypothesis import strategies as st

from lasaft_nb import aml
from lasaft_nb.aml.words import vocabulary
from lasaft_nb.audio.read import open_audio
from lasaft_nb.data import example_song, identify
from lasaft_nb.data.tracks import validation_names
from lasaft_nb.inference.official import checkpoint as official_checkpoint
from lasaft_nb.results import records
from lasaft_nb.synth import manifest
from lasaft_nb.training import checkpoint

DATASET = {"name": "mini", "fingerprint": "0", "split": "test"}
SCORES = {"median": 1.0, "mean": 1.5, "per_track": [{"track": "A", "median": 1.0, "frames": [1.0, None]}]}
NOISE = np.random.default_rng(0).uniform(-0.5, 0.5, (3000, 2))
HEADER = 200  # bytes at the front of a file that changes are mostly about


@few_or(10_000)
def test_sentences(n: int) -> None:
    word = st.sampled_from([*vocabulary(), ",", "and", "the"]) | st.text(max_size=6)
    nearly = changed_bytes(b"apply heavy lowpass to drums, bass").map(lambda text: text.decode(errors="replace"))
    sentences = (
        nearly
        | st.lists(word, max_size=9).map(" ".join)
        | st.text(max_size=60)
        | st.sampled_from(list(aml.sentences()))
    )
    assert fuzz(lambda text: str(aml.parse(text)), sentences, n)["refused"]


def encoded(kind: str) -> bytes:
    buffer = io.BytesIO()
    soundfile.write(buffer, NOISE, 44100, format=kind)
    return buffer.getvalue()


@pytest.mark.parametrize("kind", ["wav", "flac", "mp3", "ogg", "aiff"])
@few_or(4000)
def test_audio_files(kind: str, n: int, tmp_path: Path) -> None:
    path, content = tmp_path / f"song.{kind}", encoded(kind)

    def read(changed: bytes) -> None:
        path.write_bytes(changed)
        audio = open_audio(path)
        for block in audio.blocks():
            assert np.isfinite(block).all() and block.shape[1] in (1, 2)
        assert 1000 <= audio.sample_rate <= 768_000

    fuzz(read, changed_bytes(content, first=HEADER) | changed_bytes(content), n)


@few_or(300, few=8)
def test_stem_files(n: int, tmp_path: Path) -> None:
    path, content = tmp_path / "song.mp4", example_song().read_bytes()

    def read(changed: bytes) -> None:
        path.write_bytes(changed)
        assert sum(len(block) for block in open_audio(path).blocks())

    fuzz(read, changed_bytes(content, first=4000) | changed_bytes(content[:40_000]), n)


@pytest.fixture
def net(network: Path, tmp_path: Path) -> Path:
    for suffix in (".safetensors", ".json"):
        shutil.copy(network.with_suffix(suffix), tmp_path / f"net{suffix}")
    return tmp_path / "net.safetensors"


@few_or(3000, few=60)
def test_cards(n: int, net: Path) -> None:
    card = checkpoint.read_card(net) | {"scores": {"vocals": {"SDR": 1.0}}}

    def read(changed: object) -> None:
        net.with_suffix(".json").write_text(json.dumps(changed))
        checkpoint.load(net)

    assert fuzz(read, changed_json(card) | changed_json(card["model"]).map(lambda m: card | {"model": m}), n)["refused"]


@few_or(3000)
def test_weights(n: int, net: Path) -> None:
    card, content = checkpoint.read_card(net), net.read_bytes()

    def read(changed: bytes) -> None:
        net.write_bytes(changed)
        card["weights"]["sha256"] = checkpoint._sha256(net)  # somebody who can change the weights can change this, too
        checkpoint.write_card(net, card)
        checkpoint.load(net)

    assert fuzz(read, changed_bytes(content, first=1500) | changed_bytes(content), n)["refused"]


@few_or(3000)
def test_the_authors_files(n: int, tmp_path: Path) -> None:
    path = tmp_path / "net.pt"
    torch.save({"state_dict": {"conditional_spec2spec.a": torch.zeros(3)}, "hyper_parameters": {"n_fft": 4}}, path)
    content = path.read_bytes()

    def read(changed: bytes) -> None:
        path.write_bytes(changed)
        official_checkpoint.read(path)

    assert fuzz(read, changed_bytes(content), n)["refused"]


@few_or(10_000)
def test_records(n: int, tmp_path: Path) -> None:
    record = records.make(
        experiment="e", row="r", preset="lite", seed=0, dataset=DATASET, scores={"vocals": {"SDR": SCORES}}
    )
    path = tmp_path / "a.json"

    def read(changed: object) -> None:
        path.write_text(json.dumps(changed))
        found = records.path_of(records.read(path), tmp_path)
        assert found.resolve().is_relative_to(tmp_path) and "\n" not in found.name

    assert fuzz(read, changed_json(record), n)["refused"]


@few_or(3000)
def test_manifests(n: int, tmp_path: Path) -> None:
    files = {"train/A/vocals.wav": "0" * 64}
    card = {"name": "mini", "files": files, "fingerprint": manifest.fingerprint(files)}

    def read(changed: object) -> None:
        (tmp_path / manifest.MANIFEST).write_text(json.dumps(changed))
        identify(tmp_path)
        manifest.verify(tmp_path)

    fuzz(read, changed_json(card), n)


@few_or(3000)
def test_setup_files(n: int, tmp_path: Path) -> None:
    setup = {"validation_tracks": ["A", "B"]}

    def read(changed: str) -> None:
        (tmp_path / "musdb.yaml").write_text(changed, encoding="utf-8", errors="replace")
        assert all(isinstance(name, str) for name in validation_names(tmp_path))

    fuzz(read, changed_json(setup).map(yaml.safe_dump) | st.text(), n)
