"""OpenVINO computes what torch computes; memory that is kept is not fetched again."""

import pickle
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from torch import Tensor

from lasaft_nb import Separator
from lasaft_nb.data import chapter_root, tracks
from lasaft_nb.errors import Note, UserError
from lasaft_nb.inference import engine as engines
from lasaft_nb.inference import openvino_unet
from lasaft_nb.inference.engine import with_engine
from lasaft_nb.inference.openvino_unet import Precision
from lasaft_nb.models.source_model import SOURCES, ModelConfig, SourceModel, build_model
from lasaft_nb.models.zoo import spec

TYPES = ("f32", "bf16")
SIZES = {"n_blocks": 3, "channels": 4}
OVERRIDES = {
    "tfc_tdf_7": {"n_layers": 2},
    "tdc_17": {"n_layers": 2},
    "tdf_7": {},
    "cunet_gpocm_tdf": {"n_layers": 2, "embedding_dim": 4},  # encodes once
    "cunet_film_mux": {"n_layers": 2, "embedding_dim": 4},
    "lasaft_large": {"n_layers": 2, "embedding_dim": 4},
}


@pytest.fixture(autouse=True, scope="module")
def _openvino() -> None:
    pytest.importorskip("openvino", reason="OpenVINO is not installed (pip install 'lasaft-nb[fast]')")


def tiny(name: str) -> SourceModel:
    targets = SOURCES if spec(name).conditioned else ("vocals",)
    overrides = {**SIZES, **OVERRIDES.get(name, {})}
    model = build_model(ModelConfig(network=name, n_fft=64, hop_length=32, targets=targets, overrides=overrides)).eval()
    for norm in model.modules():
        if isinstance(norm, torch.nn.BatchNorm2d):  # fresh norms do nothing, and a fault in folding them would hide
            norm.running_mean.normal_(std=0.1)
            norm.running_var.uniform_(0.5, 2.0)
    return model


def relative(answer: Tensor, truth: Tensor) -> float:
    return float((answer - truth).abs().max() / truth.pow(2).mean().sqrt())


@torch.inference_mode()
@pytest.mark.parametrize("name", OVERRIDES)
def test_openvino_gives_what_torch_gives(name: str) -> None:
    model, audio = tiny(name), torch.randn(2, 2, 32 * 15)
    wanted = ("drums", "vocals") if model.conditioned else model.targets
    answer = with_engine(model, device="cpu", engine="openvino").sources(audio, wanted)
    assert relative(answer, model.sources(audio, wanted)) < 1e-4


@torch.inference_mode()
def test_other_lengths_and_other_processes_compile_anew() -> None:
    model = tiny("tfc_tdf_7")
    fast = with_engine(model, device="cpu", engine="openvino")
    for n_samples in (32 * 15, 32 * 20 + 7):
        audio = torch.randn(1, 2, n_samples)
        for computes in (fast, pickle.loads(pickle.dumps(fast))):
            assert relative(computes(audio), model(audio)) < 1e-4


def test_a_separator_by_openvino_equals_one_by_torch() -> None:
    song, model = np.random.default_rng(0).normal(0, 0.1, (5000, 2)), tiny("cunet_gpocm_tdf")
    torch_, fast = (
        Separator(model, device="cpu", engine=engine, window_seconds=0.02).separate_all(
            song, sample_rate=44100, progress=False
        )
        for engine in ("torch", "auto")
    )
    for target in SOURCES:
        np.testing.assert_allclose(fast[target], torch_[target], atol=1e-5)


@torch.inference_mode()
@pytest.mark.parametrize("precision", ["bfloat16", "fast"])
def test_errors_of_less_precision_stay_forty_decibels_below_the_signal(precision: Precision) -> None:
    model = Separator.from_pretrained("lite_dedicated/tfc_tdf-vocals", device="cpu").model
    song = tracks(chapter_root("smoke"), "test")[0].mixture()[: 3 * model.sample_rate]
    audio = torch.from_numpy(song.T[None].astype(np.float32))
    answer, truth = with_engine(model, device="cpu", engine="openvino", precision=precision)(audio), model(audio)
    assert (answer - truth).pow(2).mean() < 1e-4 * truth.pow(2).mean()  # exact on a CPU without bfloat16


@torch.inference_mode()
@pytest.mark.parametrize("slower", ["f32", "bf16"])
def test_fast_keeps_what_answers_sooner(slower: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Both ways are compiled and timed for real; one is made to wait, and the other must be the one that runs."""
    compiled, runs = openvino_unet._compiled, []

    def held_up(graph: Any, type_: str) -> openvino_unet.Compiled:
        real = compiled(graph, "f32")  # this CPU may have no bfloat16

        def run(tensors: Sequence[Tensor]) -> list[Tensor]:
            runs.append(type_)
            time.sleep(0.3 * (type_ == slower))
            return real(tensors)

        return run

    monkeypatch.setattr(openvino_unet, "computes_bfloat16", lambda: True)
    monkeypatch.setattr(openvino_unet, "_compiled", held_up)
    model, x = tiny("tfc_tdf_7"), torch.randn(1, 4, 16, 33)
    network = with_engine(model, device="cpu", engine="openvino", precision="fast").network
    answer = network(x)
    assert set(runs) == set(TYPES)  # both were tried
    assert runs[-1] != slower
    assert relative(answer, model.network(x)) < 1e-4


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="signals have such stacks on Linux")
def test_the_stack_for_signals_is_still_there_when_openvino_is_gone() -> None:
    """Else the next signal is written to unmapped memory, or to that of others (OpenVINO on CPUs with AVX-512)."""
    program = """
import ctypes, gc, sys
sys.path.insert(0, sys.argv[1])
from test_engine import tiny, torch, with_engine
engines = [with_engine(tiny("tdf_7"), device="cpu", engine="openvino") for _ in range(2)]
for one in engines:
    one(torch.randn(1, 2, 32 * 15))
del one
while engines:
    engines.pop(0)
    gc.collect()
class Stack(ctypes.Structure):
    _fields_ = [("start", ctypes.c_void_p), ("flags", ctypes.c_int), ("size", ctypes.c_size_t)]
stack = Stack()
ctypes.CDLL(None).sigaltstack(None, ctypes.byref(stack))
areas = [[int(end, 16) for end in line.split()[0].split("-")] for line in open("/proc/self/maps")]
print(not stack.start or any(first <= stack.start < end for first, end in areas))
"""
    command = [sys.executable, "-c", program, str(Path(__file__).parent)]
    assert subprocess.run(command, capture_output=True, text=True, check=True).stdout == "True\n"


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"engine": "onnx"}, "engine must be one of auto, torch, openvino, got 'onnx'"),
        ({"precision": "int4"}, "precision must be one of exact, bfloat16, fast, got 'int4'"),
        ({"engine": "openvino", "device": "cuda"}, "the network runs on cuda; engine 'auto' or 'torch' works"),
    ],
)
def test_wrong_engines_are_named(options: dict[str, str], message: str) -> None:
    with pytest.raises(UserError, match=message):
        with_engine(tiny("tdf_7"), **{"device": "cpu", **options})


def test_without_openvino_torch_computes(monkeypatch: pytest.MonkeyPatch) -> None:
    model = tiny("tdf_7")
    monkeypatch.setattr(engines, "find_spec", lambda name: None)
    assert with_engine(model, device="cpu") is model
    with pytest.warns(Note, match="computed exactly, since it is not installed"):
        assert with_engine(model, device="cpu", precision="fast") is model
    with pytest.raises(UserError, match=r"pip install 'lasaft-nb\[fast\]'"):
        with_engine(model, device="cpu", engine="openvino")


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="only glibc is told to keep memory")
def test_kept_memory_is_not_fetched_again() -> None:
    program = """
import resource, sys, torch
from lasaft_nb.device import keep_memory
kept = keep_memory() if sys.argv[1] == "keep" else True
torch.set_num_threads(1)
for _ in range(20):  # the heap finds its size
    torch.ones(10_000_000)
before = resource.getrusage(resource.RUSAGE_SELF).ru_minflt
for _ in range(20):
    torch.ones(10_000_000)
print(int(kept), resource.getrusage(resource.RUSAGE_SELF).ru_minflt - before)
"""
    faults = {}
    for way in ("keep", "default"):
        run = subprocess.run([sys.executable, "-c", program, way], capture_output=True, text=True, check=True)
        kept, faults[way] = map(int, run.stdout.split())
        if not kept:
            pytest.skip("this C library has no mallopt")
    assert faults["keep"] < faults["default"] / 5
