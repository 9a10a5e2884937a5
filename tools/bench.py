"""Measure the ways to separate as medians and ratios in one run; writes data/results/bench/separation.json.

Real-time factor: seconds of work per second of audio, waveform to waveform, one source for a dedicated network and for
`ONE_QUESTION`, all four for the others. Networks have fresh weights (the work does not depend on them). The error is
the difference from the plain network's output, in dB below it. Every way is measured in a process of its own, since how
a process gets its memory depends on what it did before.
"""

import argparse
import json
import math
import subprocess
import sys
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import torch
from rich.console import Console
from rich.progress import track
from rich.table import Table
from torch import Tensor, nn

from lasaft_nb.device import keep_memory, median_seconds
from lasaft_nb.inference import peers
from lasaft_nb.inference.engine import with_engine
from lasaft_nb.inference.openvino_unet import computes_bfloat16
from lasaft_nb.models.source_model import SOURCES, ModelConfig, SourceModel, WaveformModel, build_model
from lasaft_nb.models.zoo import spec
from lasaft_nb.probes.cost import multiply_adds
from lasaft_nb.results import benchmarks

MORE = ("tdc_17", "tfc_7")  # with --all
DEDICATED = (*MORE, "tfc_tdf_7", "tfc_tdf_large")
CONDITIONED = ("cunet_gpocm_tdf",)
ONE_QUESTION = ("lasaft_large",)  # asked for the voice alone: its encoder reads the condition, four cost four times one
OURS = (*DEDICATED, *CONDITIONED, *ONE_QUESTION)
PEERS = ("hybrid_demucs", "open_unmix")
FRAMES = 128  # as in training

Call = Callable[[SourceModel, Tensor], Tensor]


def all_targets(model: SourceModel, audio: Tensor) -> Tensor:
    return model.sources(audio, model.targets)


def voice(model: SourceModel, audio: Tensor) -> Tensor:
    return model.sources(audio, ("vocals",))


def one_by_one(model: SourceModel, audio: Tensor) -> Tensor:
    return torch.cat([model.sources(audio, (source,)) for source in SOURCES], dim=1)


def unchanged(model: SourceModel) -> SourceModel:
    return model


def kept(model: SourceModel) -> SourceModel:
    keep_memory()
    return model


def channels_last(model: SourceModel) -> SourceModel:
    return kept(model).to(memory_format=torch.channels_last)  # type: ignore[call-overload]


def by_openvino(precision: str) -> Callable[[SourceModel], SourceModel]:
    def prepare(model: SourceModel) -> SourceModel:
        return with_engine(kept(model), device="cpu", engine="openvino", precision=precision)  # type: ignore[arg-type]

    return prepare


WAYS: dict[str, Callable[[SourceModel], SourceModel]] = {
    "plain": unchanged,
    "at once": unchanged,
    "memory kept": kept,
    "memory kept, channels-last": channels_last,
    "openvino, exact": by_openvino("exact"),
    "openvino, bfloat16": by_openvino("bfloat16"),
    "openvino, fast": by_openvino("fast"),
}


def ways(name: str) -> list[str]:
    """Those that a network has, the plain one first."""
    if name in PEERS:
        return ["plain", "memory kept"]
    left_out = set() if name in CONDITIONED else {"at once"}
    if name not in DEDICATED:
        left_out.add("memory kept, channels-last")
    if not computes_bfloat16():
        left_out |= {"openvino, bfloat16", "openvino, fast"}
    return [way for way in WAYS if way not in left_out]


def call(name: str, way: str) -> Call:
    if name in ONE_QUESTION:
        return voice
    return one_by_one if name in CONDITIONED and way == "plain" else all_targets


def made(name: str) -> SourceModel:
    torch.manual_seed(0)
    if name in PEERS:
        network = open_unmix() if name == "open_unmix" else peers.StereoSources(peers.build(name))
        return WaveformModel(network, targets=SOURCES, sample_rate=44100).eval()
    entry = spec(name)
    targets = SOURCES if entry.conditioned else ("vocals",)
    return build_model(
        ModelConfig(network=name, n_fft=entry.n_fft, hop_length=entry.hop_length, targets=targets)
    ).eval()


def open_unmix() -> nn.Module:
    """Four networks of the size that is published as umxhq, and one round of the Wiener filter, as its command does."""
    from openunmix.model import OpenUnmix, Separator

    networks = {name: OpenUnmix(nb_bins=2049, nb_channels=2, hidden_size=512, max_bin=1487) for name in SOURCES}
    return Separator(target_models=networks, niter=1, residual=False, sample_rate=44100.0)


def noise() -> Tensor:
    return torch.randn(1, 2, 1024 * (FRAMES - 1), generator=torch.Generator().manual_seed(0)).mul_(0.1)


@torch.inference_mode()
def measure(name: str, way: str, repeats: int, folder: Path) -> None:
    """What a child process does: print the row as JSON; the plain way leaves its answer in ``folder``."""
    audio, separate = noise(), call(name, way)
    model = WAYS[way](made(name))
    answers: list[Tensor] = []
    seconds = median_seconds(lambda: answers.append(separate(model, audio)), repeats=repeats)
    answer, truth = answers[-1], folder / f"{name}.pt"
    if way == "plain":
        torch.save(answer, truth)
    true = torch.load(truth, weights_only=True)
    error = decibels(answer - true, true)
    print(json.dumps({"network": name, "path": way, "seconds": seconds, "error_db": error}))


def decibels(error: Tensor, signal: Tensor) -> float | None:
    """Energy of the error over the signal's in dB; None where there is no error."""
    ratio = float(error.double().pow(2).mean() / signal.double().pow(2).mean())
    return 10 * math.log10(ratio) if ratio else None


def rows(networks: Sequence[str], repeats: int) -> list[dict[str, Any]]:
    seconds_of_audio = noise().shape[-1] / 44100
    found: list[dict[str, Any]] = []
    todo = [(name, way) for name in (*networks, *PEERS) for way in ways(name)]
    with tempfile.TemporaryDirectory() as folder:
        for name, way in track(todo, description="measuring"):
            command = [sys.executable, __file__, "--measure", name, way, folder, "--repeats", str(repeats)]
            row = json.loads(subprocess.check_output(command, text=True))
            factor = row.pop("seconds") / seconds_of_audio
            plain = next((one["real_time_factor"] for one in found if one["network"] == name), factor)
            found.append(row | {"real_time_factor": factor, "times_plain": plain / factor})
    return found


def floors(names: Sequence[str], size: int = 2048) -> dict[str, float]:
    """Real-time factors of networks' operations at the speed of this machine's fastest float32 matrix product of 50."""
    a = torch.randn(size, size)
    per_second = 2 * size**3 / min(median_seconds(lambda: a @ a, repeats=1) for _ in range(50))
    return {name: operations(name) / per_second for name in names}


def operations(name: str) -> float:
    """Multiplications and additions for one second of audio."""
    model = made(name)
    questions = (torch.arange(1 if name in ONE_QUESTION else len(SOURCES)),) if model.conditioned else ()
    return 2 * multiply_adds(model, noise(), *questions) * 44100 / noise().shape[-1]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--repeats", type=int, default=5)
    parser.add_argument("--all", action="store_true", help=f"also {' and '.join(MORE)}")
    parser.add_argument("--measure", nargs=3, metavar=("NETWORK", "WAY", "FOLDER"), help="what a child process does")
    options = parser.parse_args()
    if options.measure:
        name, way, folder = options.measure
        measure(name, way, options.repeats, Path(folder))
        return
    networks = [name for name in OURS if options.all or name not in MORE]
    found = rows(networks, options.repeats)
    benchmarks.write("separation", found, repeats=options.repeats, frames=FRAMES, floors=floors(networks))
    table = Table("network", "path", "real-time factor", "times plain", "error (dB)")
    for row in found:
        error = "none" if row["error_db"] is None else f"{row['error_db']:.0f}"
        numbers = (f"{row['real_time_factor']:.3f}", f"{row['times_plain']:.2f}", error)
        table.add_row(row["network"], row["path"], *numbers)
    Console().print(table)


if __name__ == "__main__":
    main()
