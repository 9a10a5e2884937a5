"""A program for `demucs.api` runs on our networks with another import; what is not offered is refused."""

import io
import json
import re
from collections.abc import Callable
from contextlib import redirect_stdout
from pathlib import Path

import numpy as np
import pytest
import soundfile
import torch
from conftest import REPOSITORY

from lasaft_nb import api, cli
from lasaft_nb.errors import UserError
from lasaft_nb.inference import pretrained
from lasaft_nb.inference.official import releases
from lasaft_nb.models.source_model import ModelConfig, build_model
from lasaft_nb.sources import SOURCES
from lasaft_nb.training.checkpoint import save

Noise = Callable[..., np.ndarray]
TOY = {"overrides": {"n_blocks": 3, "channels": 2, "n_layers": 1}, "n_fft": 256, "hop_length": 128}


def unreachable(*_: object, **__: object) -> None:
    raise UserError("no connection")


@pytest.fixture
def vocals_net(tmp_path: Path) -> Path:
    config = ModelConfig(network="tfc_7", **TOY)
    return save(tmp_path / "nets" / "toy.safetensors", build_model(config), config)


@pytest.mark.filterwarnings("ignore::lasaft_nb.errors.Note")
def test_the_readmes_program_for_demucs_runs(tmp_path: Path, noise: Noise, monkeypatch: pytest.MonkeyPatch) -> None:
    text = (REPOSITORY / "README.md").read_text("utf-8")
    (program,) = re.findall(r"```python\n([^`]*lasaft_nb\.api[^`]*)```", text)
    lines = [line for line in program.splitlines() if line.strip()]
    assert len(lines) <= 15
    assert [line.partition("#")[0].strip() for line in lines if "lasaft_nb" in line] == [
        "from lasaft_nb.api import Separator, save_audio"
    ]  # else it is Demucs's
    (tmp_path / "songs").mkdir()
    soundfile.write(tmp_path / "songs" / "one.flac", noise(30_000), 44100)
    soundfile.write(tmp_path / "songs" / "two.wav", noise(9_000, 1), 22050)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(releases, "_download", unreachable)
    with redirect_stdout(io.StringIO()) as said:
        exec(compile(program, "README.md", "exec"), {"__name__": "__main__"})
    written = {path.name: soundfile.info(path) for path in (tmp_path / "separated").iterdir()}
    names = (*SOURCES, "no_vocals")
    assert set(written) == {f"{song}_{name}.wav" for song in ("one", "two") for name in names}
    assert {info.channels for info in written.values()} == {2}
    seconds = {name: info.duration for name, info in written.items()}
    assert all(abs(seconds[f"one_{name}.wav"] - 30_000 / 44100) < 1e-4 for name in names)
    assert written["one_no_vocals.wav"].subtype == "PCM_24"
    assert [line.split()[0] for line in said.getvalue().splitlines()] == ["one.flac", "two.wav"]


def test_a_tensor_comes_back_with_its_sources_in_two_channels(vocals_net: Path, noise: Noise) -> None:
    separator = api.Separator(str(vocals_net), device=torch.device("cpu"), segment=0.5)
    assert (separator.samplerate, separator.audio_channels) == (44100, 2)
    for song in (torch.from_numpy(noise(20_000).T.copy()), torch.from_numpy(noise(20_000, 1).T.copy())):
        origin, sources = separator.separate_tensor(song)
        assert list(sources) == ["vocals"]
        assert origin.shape == sources["vocals"].shape == (2, 20_000)
        torch.testing.assert_close(origin, song.expand(2, -1))
    origin, _ = separator.separate_tensor(song, sr=22050)
    assert origin.shape == (2, 40_000)


def test_a_file_gives_what_its_tensor_gives(vocals_net: Path, noise: Noise, tmp_path: Path) -> None:
    separator = api.Separator(vocals_net, device="cpu", segment=0.5)
    soundfile.write(tmp_path / "song.wav", noise(20_000), 44100, subtype="FLOAT")
    by_file, by_tensor = (
        separator.separate_audio_file(tmp_path / "song.wav"),
        separator.separate_tensor(torch.from_numpy(noise(20_000).T.copy())),
    )
    torch.testing.assert_close(by_file, by_tensor)


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"shifts": 10}, "shifts=10 is not offered here; use a larger overlap"),
        ({"split": False}, "split=False is not offered here; use a larger segment"),
        ({"jobs": 4}, "jobs=4 is not offered here; leave it out"),
        ({"model": "htdemucs"}, "network 'htdemucs' is neither a file nor a name; names are"),
    ],
)
def test_what_is_not_offered_is_refused_in_a_sentence(options: dict[str, object], words: str) -> None:
    with pytest.raises(UserError, match=words):
        api.Separator(**options)


def test_a_waveform_with_other_axes_is_refused(vocals_net: Path) -> None:
    with pytest.raises(UserError, match=r"wav must have axes \(channel, sample\), got shape \(1, 2, 500\)"):
        api.Separator(vocals_net, device="cpu").separate_tensor(torch.zeros(1, 2, 500))


@pytest.mark.parametrize(
    ("options", "subtype", "expected"),
    [
        ({}, "PCM_16", 1 / 1.01),
        ({"clip": "clamp"}, "PCM_16", 1.0),
        ({"bits_per_sample": 24}, "PCM_24", 1 / 1.01),
        ({"as_float": True}, "FLOAT", 2.0),
    ],
)
def test_what_is_beyond_full_scale_is_written_as_it_is_asked_for(
    tmp_path: Path, options: dict[str, object], subtype: str, expected: float
) -> None:
    api.save_audio(torch.tensor([[0.5, 2.0, -1.0]]), tmp_path / "o.wav", samplerate=44100, **options)
    assert soundfile.info(tmp_path / "o.wav").subtype == subtype
    assert abs(soundfile.read(tmp_path / "o.wav")[0].max() - expected) < 1e-4


def test_compressed_files_have_no_bits(tmp_path: Path, noise: Noise) -> None:
    for suffix in (".mp3", ".ogg", ".flac"):
        api.save_audio(torch.from_numpy(noise(5000).T.copy()), tmp_path / f"o{suffix}", 44100)
        assert soundfile.info(tmp_path / f"o{suffix}").frames == 5000
    with pytest.raises(UserError, match="clip must be 'rescale' or 'clamp', got 'tanh'"):
        api.save_audio(torch.zeros(2, 100), tmp_path / "o.wav", 44100, clip="tanh")


def test_every_network_that_can_be_loaded_by_name_is_listed_with_its_place(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("LASAFT_NB_CACHE", str(tmp_path))
    listed = api.list_models()
    assert set(listed["bag"]) == {"mdx_net_a"}
    assert str(listed["bag"]["mdx_net_a"]).startswith("the 4 files mdx_net_a_vocals, mdx_net_a_drums")
    assert str(listed["single"]["mdx_net_a_bass"]).startswith("https://")
    assert Path(listed["single"]["lite_dedicated/tfc_tdf-vocals"]).is_file()
    with pytest.raises(SystemExit):
        cli.main(["networks", "--json"])
    printed = [network["name"] for network in json.loads(capsys.readouterr().out)["networks"]]
    assert sorted(printed) == sorted([*listed["single"], *listed["bag"]])
    with pytest.raises(UserError) as refused:  # with no name near it, all are named
        pretrained.find("?")
    assert str(refused.value).partition("names are ")[2].split(", ") == printed


def test_a_network_in_the_cache_folder_is_listed_with_its_file(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("LASAFT_NB_CACHE", str(tmp_path))
    folder = tmp_path / "mdx_net_a"
    folder.mkdir()
    for source in SOURCES:
        assert not isinstance(api.list_models()["bag"]["mdx_net_a"], Path)
        (folder / f"{source}.onnx").touch()
    assert api.list_models()["bag"]["mdx_net_a"] == folder
    assert api.list_models()["single"]["mdx_net_a_bass"] == folder / "bass.onnx"
