"""Measure the ways to separate as medians and ratios in one run; writes data/results/bench/separation.json.

Real-time factor: seconds of work per second of audio, waveform to waveform, one source for a dedicated network and for
`ONE_QUESTION`, all four for the others. Networks have fresh weights (the work does not depend on them). The error is
the difference from the plain network's output, in dB below it. `keep_memory` holds for the whole process, so that
everything without it is measured first.
"""

import argparse
import math
from collections.abc import Callable

import torch
from rich.console import Console
from rich.table import Table
from torch import Tensor

from lasaft_nb.evaluation import benchmarks
from lasaft_nb.evaluation.workload import multiply_adds
from lasaft_nb.inference.allocator import keep_memory
from lasaft_nb.inference.engine import with_engine
from lasaft_nb.inference.openvino_unet import computes_bfloat16
from lasaft_nb.models import peers
from lasaft_nb.models.source_model import SOURCES, ModelConfig, SourceModel, WaveformModel, build_model
from lasaft_nb.models.zoo import spec

DEDICATED = ("tdc_17", "tfc_7", "tfc_tdf_7", "tfc_tdf_large")
CONDITIONED = ("cunet_gpocm_tdf",)
ONE_QUESTION = ("lasaft_large",)  # asked for the voice alone: its encoder reads the condition, four cost four times one
PEER = "hybrid_demucs"
FRAMES = 128  # as in training

Path = Callable[[SourceModel, Tensor], Tensor]


def plain(model: SourceModel, audio: Tensor) -> Tensor:
    return model.sources(audio, model.targets)


def voice(model: SourceModel, audio: Tensor) -> Tensor:
    return model.sources(audio, ("vocals",))


def usual(name: str) -> Path:
    return voice if name in ONE_QUESTION else plain


def one_by_one(model: SourceModel, audio: Tensor) -> Tensor:
    return torch.cat([model.sources(audio, (source,)) for source in SOURCES], dim=1)


def made(name: str) -> SourceModel:
    torch.manual_seed(0)
    if name == PEER:
        return WaveformModel(peers.StereoSources(peers.build(PEER)), targets=SOURCES, sample_rate=44100).eval()
    entry = spec(name)
    targets = SOURCES if entry.conditioned else ("vocals",)
    return build_model(
        ModelConfig(network=name, n_fft=entry.n_fft, hop_length=entry.hop_length, targets=targets)
    ).eval()


def measure(repeats: int) -> list[dict[str, object]]:
    audio = torch.randn(1, 2, 1024 * (FRAMES - 1)).mul_(0.1)
    models = {name: made(name) for name in (*DEDICATED, *CONDITIONED, *ONE_QUESTION, PEER)}
    answers = {name: usual(name)(model, audio) for name, model in models.items()}
    rows: list[dict[str, object]] = []

    def add(name: str, way: str, model: SourceModel, path: Path | None = None) -> None:
        path = path or usual(name)
        seconds = benchmarks.median_seconds(lambda: path(model, audio), repeats=repeats)
        factor, answer = seconds * 44100 / audio.shape[-1], path(model, audio)
        base = next((row["real_time_factor"] for row in rows if row["network"] == name), factor)
        rows.append(
            {
                "network": name,
                "path": way,
                "real_time_factor": factor,
                "times_plain": base / factor,
                "error_db": decibels(answer - answers[name], answers[name]),
            }
        )

    for name, model in models.items():
        add(name, "plain", model, one_by_one if name in CONDITIONED else None)
        if name in CONDITIONED:
            add(name, "at once", model)
    keep_memory()
    for name, model in models.items():
        add(name, "memory kept", model)
    for name, model in models.items():
        if name != PEER:
            add(name, "openvino, exact", with_engine(model, device="cpu", engine="openvino"))
            if computes_bfloat16():
                fast = with_engine(model, device="cpu", engine="openvino", precision="fast")
                add(name, "openvino, fast", fast)
    for name in DEDICATED:
        add(name, "memory kept, channels-last", models[name].to(memory_format=torch.channels_last))
    return sorted(rows, key=lambda row: list(models).index(str(row["network"])))


def decibels(error: Tensor, signal: Tensor) -> float | None:
    """Energy of the error over the signal's in dB; None where there is no error."""
    ratio = float(error.double().pow(2).mean() / signal.double().pow(2).mean())
    return 10 * math.log10(ratio) if ratio else None


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--repeats", type=int, default=5)
    repeats = parser.parse_args().repeats
    with torch.inference_mode():
        rows = measure(repeats)
    floors = {name: floor(name) for name in (*DEDICATED, *CONDITIONED, *ONE_QUESTION)}
    benchmarks.write("separation", rows, repeats=repeats, frames=FRAMES, floors=floors)
    table = Table("network", "path", "real-time factor", "times plain", "error (dB)")
    for row in rows:
        error = "none" if row["error_db"] is None else f"{row['error_db']:.0f}"
        table.add_row(
            str(row["network"]),
            str(row["path"]),
            f"{row['real_time_factor']:.3f}",
            f"{row['times_plain']:.2f}",
            error,
        )
    Console().print(table)


def floor(name: str, size: int = 2048) -> float:
    """Real-time factor of a network's operations at the speed of this machine's float32 matrix products."""
    a = torch.randn(size, size)
    per_second = 2 * size**3 / benchmarks.median_seconds(lambda: a @ a)
    audio = torch.zeros(1, 2, 1024 * (FRAMES - 1))
    model = made(name)
    questions = (torch.arange(1 if name in ONE_QUESTION else len(SOURCES)),) if model.conditioned else ()
    operations = 2 * multiply_adds(model, audio, *questions)
    return operations / per_second * 44100 / audio.shape[-1]


if __name__ == "__main__":
    main()
