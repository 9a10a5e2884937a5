"""One separator or manipulator for many threads, and in processes that were forked: each song gets its own answer."""

import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from importlib.util import find_spec
from pathlib import Path

import numpy as np
import pytest
import torch

from lasaft_nb import Manipulator, Separator
from lasaft_nb.models.source_model import SOURCES, ModelConfig, SourceModel, build_model
from lasaft_nb.training.presets import model_config, preset

RATE = 8000
ENGINES = ["torch", *(["openvino"] if find_spec("openvino") else [])]


def tiny(network: str) -> SourceModel:
    torch.manual_seed(0)
    overrides = {"n_blocks": 3, "channels": 4, "n_layers": 2}
    targets = SOURCES if network.startswith("cunet") else ("vocals",)
    config = ModelConfig(
        network=network, targets=targets, overrides=overrides, n_fft=256, hop_length=128, sample_rate=RATE
    )
    return build_model(config)


def songs() -> list[np.ndarray]:
    """A tone, noise, silence, and songs of other lengths."""
    draws, time = np.random.default_rng(0), np.arange(2 * RATE) / RATE
    tone = 0.4 * np.sin(2 * np.pi * 220 * time)[:, None].repeat(2, axis=1)
    others = [0.1 * draws.standard_normal((n, 2)) for n in (2 * RATE, RATE + 77, 2 * RATE)]
    return [one.astype(np.float32) for one in (tone, np.zeros((2 * RATE, 2)), *others)]


@pytest.mark.parametrize("network", ["tfc_tdf_7", "cunet_gpocm_tdf"])
@pytest.mark.parametrize("batch_size", [1, 3])
@pytest.mark.parametrize("engine", ENGINES)
def test_four_threads_get_the_answers_that_each_gets_alone(network: str, batch_size: int, engine: str) -> None:
    separator = Separator(tiny(network), device="cpu", engine=engine, window_seconds=0.3, batch_size=batch_size)

    def work(number: int) -> dict[str, np.ndarray]:
        return separator.separate_all(songs()[number], sample_rate=RATE, progress=False)

    order = [number for _ in range(4) for number in range(5)]
    with ThreadPoolExecutor(4) as threads:  # the threads come first: they compile together too
        together = list(threads.map(work, order))
    alone = [work(number) for number in range(5)]
    for number, stems in zip(order, together, strict=True):
        for target, stem in stems.items():
            np.testing.assert_allclose(stem, alone[number][target], atol=1e-5)


def test_four_threads_share_a_manipulator() -> None:
    config = model_config("amss_net", preset=preset("smoke"), estimation="stereo-mask")
    manipulator = Manipulator(build_model(config), device="cpu", window_seconds=0.3)
    jobs = [(song, sentence) for song in songs()[:3] for sentence in ("mute vocals", "separate bass")]

    def work(job: tuple[np.ndarray, str]) -> np.ndarray:
        return manipulator.manipulate(*job, sample_rate=config.sample_rate, progress=False)

    alone = [work(job) for job in jobs]
    with ThreadPoolExecutor(4) as threads:
        for one, other in zip(alone * 3, threads.map(work, jobs * 3), strict=True):
            np.testing.assert_allclose(other, one, atol=1e-5)


FORKS = """
import multiprocessing, sys, warnings
import numpy as np
warnings.simplefilter("ignore")
sys.path.insert(0, sys.argv[1])
from test_threads import RATE, Separator, songs, tiny
def work(number):
    return separator.separate(songs()[number], sample_rate=RATE, progress=False)
separator = Separator(tiny("tfc_tdf_7"), device="cpu", engine=sys.argv[2], window_seconds=0.3)
alone = [work(number) for number in range(5)]  # so the parent has its threads
with multiprocessing.get_context("fork").Pool(2) as pool:
    found = pool.map_async(work, range(5)).get(timeout=100)
print(max(float(abs(one - other).max()) for one, other in zip(alone, found)) < 1e-4)
"""


@pytest.mark.skipif(not hasattr(os, "fork"), reason="this system has no fork")
@pytest.mark.parametrize("engine", ENGINES)
def test_forked_processes_answer_although_their_parent_has_threads(engine: str) -> None:
    command = [sys.executable, "-c", FORKS, str(Path(__file__).parent), engine]
    many = {**os.environ, "OMP_NUM_THREADS": "2"}
    done = subprocess.run(command, capture_output=True, text=True, timeout=200, check=False, env=many)
    assert done.stdout == "True\n", done.stderr[-2000:]
