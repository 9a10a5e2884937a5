"""Threads share a separator or a manipulator and each gets its own song; processes made by fork don't hang."""

import os
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest
from test_engine import tiny

from lasaft_nb import Manipulator, Separator
from lasaft_nb.models.source_model import SOURCES, SourceModel, build_model
from lasaft_nb.training.presets import model_config, preset

N_THREADS, ROUNDS, WINDOW = 4, 3, 0.05  # seconds
RATE = 44100  # Hz
Work = Callable[[np.ndarray], np.ndarray]


def songs() -> list[np.ndarray]:
    """Nothing, a tone, noise, and a short song, each (n, 2)."""
    seconds = np.arange(9_000) / 44100
    tone = np.stack([0.4 * np.sin(2 * np.pi * 220 * seconds)] * 2, axis=1)
    noise = np.random.default_rng(0).normal(0, 0.2, (9_000, 2))
    return [np.zeros((9_000, 2)), tone, noise, noise[:3_001, ::-1]]


def at_once(work: Work, inputs: list[np.ndarray]) -> list[np.ndarray]:
    with ThreadPoolExecutor(N_THREADS) as pool:
        return list(pool.map(work, inputs))


def check_at_once(work: Work) -> None:
    """From cold: nothing is compiled or cached when the threads begin."""
    answers = at_once(work, songs() * ROUNDS)
    alone = [work(song) for song in songs()] * ROUNDS
    for answer, wanted in zip(answers, alone, strict=True):
        np.testing.assert_allclose(answer, wanted, atol=1e-5)


def separator(model: SourceModel, engine: str) -> Separator:
    if engine == "openvino":
        pytest.importorskip("openvino", reason="OpenVINO is not installed (pip install 'lasaft-nb[fast]')")
    return Separator(model, device="cpu", engine=engine, window_seconds=WINDOW)


@pytest.mark.parametrize("batch_size", [1, 3])
@pytest.mark.parametrize("engine", ["torch", "openvino"])
@pytest.mark.parametrize("network", ["tfc_tdf_7", "cunet_gpocm_tdf", "lasaft_large"])
def test_threads_that_share_a_separator_get_their_own_songs(network: str, engine: str, batch_size: int) -> None:
    separates = separator(tiny(network), engine)
    targets = separates.targets[:2]

    def work(song: np.ndarray) -> np.ndarray:
        found = separates.separate_all(song, targets, sample_rate=RATE, batch_size=batch_size, progress=False)
        return np.concatenate([found[target] for target in targets], axis=1)

    check_at_once(work)


@pytest.mark.parametrize("batch_size", [1, 3])
def test_threads_that_share_a_manipulator_get_their_own_songs(batch_size: int) -> None:
    size = preset("smoke")
    manipulates = Manipulator(build_model(model_config("amss_net", preset=size)), device="cpu", window_seconds=WINDOW)
    sentences = ["apply heavy lowpass to drums", "mute vocals"]
    rate = size.sample_rate
    check_at_once(
        lambda song: manipulates.manipulate(song, sentences, sample_rate=rate, batch_size=batch_size, progress=False)
    )


def test_torch_computes_a_network_while_openvino_compiles_it() -> None:
    """torch.export puts other tensors in the place of a network's weights while it reads it."""
    model = tiny("lasaft_large")
    fast, exact = separator(model, "openvino"), separator(model, "torch")

    def work(song: np.ndarray) -> np.ndarray:
        both = [one.separate(song, SOURCES[len(song) % 4], sample_rate=RATE, progress=False) for one in (exact, fast)]
        np.testing.assert_allclose(*both, atol=1e-5)
        return both[0]

    check_at_once(work)


def test_bars_of_threads_share_the_screen(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setenv("TTY_COMPATIBLE", "1")
    monkeypatch.setenv("FORCE_COLOR", "1")
    before = sys.stdout, sys.stderr
    separates = separator(tiny("tfc_tdf_7"), "torch")
    at_once(lambda song: separates.separate(song, "vocals", sample_rate=RATE), songs() * ROUNDS)
    assert (sys.stdout, sys.stderr) == before
    shown = capsys.readouterr().err
    assert "separating vocals" in shown
    assert shown.count("\x1b[?25l") == shown.count("\x1b[?25h") >= 1  # the cursor comes back as often as it went


FORK = """
import multiprocessing, sys, torch
sys.path.insert(0, sys.argv[1])
from test_threads import RATE, separator, songs, tiny
torch.set_num_threads(2)  # so that OpenMP starts threads, also on a machine with one processor
separates = separator(tiny("tfc_tdf_7"), sys.argv[2])
song = songs()[2]
def peak(number):
    return float(abs(separates.separate(song, sample_rate=RATE, progress=False)).max())
alone = peak(0)
with multiprocessing.get_context("fork").Pool(2) as pool:
    print([abs(other - alone) < 1e-6 for other in pool.map(peak, range(4))])
"""


def forked(engine: str) -> subprocess.CompletedProcess[str]:
    """A pool by fork of a process that has computed; more than two minutes is a hang."""
    command = [sys.executable, "-c", FORK, str(Path(__file__).parent), engine]
    return subprocess.run(command, check=False, capture_output=True, text=True, timeout=120)


needs_fork = pytest.mark.skipif(not hasattr(os, "fork"), reason="this system has no fork")


@needs_fork
def test_a_pool_made_by_fork_computes_by_torch() -> None:
    run = forked("torch")
    assert run.stdout == "[True, True, True, True]\n", run.stderr
    assert "Note: this process was made by fork, so torch computes in it with one thread" in run.stderr


@needs_fork
def test_a_pool_made_by_fork_of_openvino_says_so() -> None:
    pytest.importorskip("openvino", reason="OpenVINO is not installed (pip install 'lasaft-nb[fast]')")
    run = forked("openvino")
    assert run.returncode == 1
    assert "start processes by multiprocessing.get_context('spawn'), or take engine='torch'" in run.stderr
