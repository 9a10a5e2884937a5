"""The shell in this process, tiny networks, and limits that a full disk has."""

import resource
import signal
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

import numpy as np
import pytest
import soundfile
import torch
from made_songs import write_song

from lasaft_nb import cli
from lasaft_nb.models.source_model import SOURCES, ModelConfig, build_model
from lasaft_nb.training.checkpoint import save
from lasaft_nb.training.presets import model_config, preset

Shell = Callable[..., tuple[int, str, str]]


@pytest.fixture(autouse=True)
def _own_folders(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("LASAFT_NB_CACHE", str(tmp_path_factory.mktemp("cache")))
    before = signal.getsignal(signal.SIGTERM)
    yield
    signal.signal(signal.SIGTERM, before)


@pytest.fixture
def shell(capfd: pytest.CaptureFixture[str]) -> Shell:
    """Run `lasaft-nb` in this process: (exit status, stdout, stderr)."""

    def run(*words: object) -> tuple[int, str, str]:
        with pytest.raises(SystemExit) as end:
            cli.main([str(word) for word in words])
        return (end.value.code or 0, *capfd.readouterr())

    return run


@pytest.fixture
def refused(shell: Shell) -> Callable[..., str]:
    """The one sentence with which `lasaft-nb` refuses its words."""

    def run(*words: object) -> str:
        status, output, errors = shell(*words)
        last = errors.splitlines()[-1]
        assert status == 2, errors
        assert last.startswith("lasaft-nb: "), errors
        assert "Traceback" not in errors
        assert not output.strip()
        return last.removeprefix("lasaft-nb: ")

    return run


@pytest.fixture(scope="session")
def network(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A tiny network for two sources, with fresh weights: the same ones, whatever ran before."""
    torch.manual_seed(0)
    toy = {"overrides": {"n_blocks": 3, "channels": 2, "n_layers": 1}, "n_fft": 256, "hop_length": 128}
    config = ModelConfig(network="tfc_7", targets=("vocals", "bass"), sample_rate=11025, **toy)
    return save(tmp_path_factory.mktemp("nets") / "toy.safetensors", build_model(config), config)


@pytest.fixture(scope="session")
def reader(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A tiny AMSS-Net, which reads sentences, with the same fresh weights each time."""
    torch.manual_seed(0)
    config = model_config("amss_net", preset=preset("smoke"), estimation="stereo-mask")
    return save(tmp_path_factory.mktemp("nets") / "tiny.safetensors", build_model(config), config)


@pytest.fixture(scope="session")
def song(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("songs") / "song.wav"
    soundfile.write(path, np.random.default_rng(0).uniform(-0.5, 0.5, (20_001, 2)), 11025)
    return path


@pytest.fixture
def dataset(tmp_path: Path) -> Path:
    """A song of noise for each of training, validation and test."""
    root = tmp_path / "dataset"
    for seed, place in enumerate(("train/A", "train/B", "test/C")):
        write_song(root / place, seconds=2.5, rate=11025, seed=seed)
    (root / "musdb.yaml").write_text("validation_tracks: [B]\n")
    assert set(SOURCES) == {path.stem for path in (root / "test/C").iterdir()}
    return root


@pytest.fixture
def small_disk() -> Callable[[int], AbstractContextManager[None]]:
    """No file of this process may grow beyond some bytes: what a full disk does, without needing one."""

    @contextmanager
    def limit(n_bytes: int) -> Iterator[None]:
        soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
        resource.setrlimit(resource.RLIMIT_FSIZE, (n_bytes, hard))
        try:
            yield
        finally:
            resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))

    return limit
