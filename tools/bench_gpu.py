"""Measure training steps and separating on a GPU, in every precision; writes data/results/bench/gpu.json.

`--device cpu` tries the measurement where there is no GPU, and writes nothing.
"""

import argparse
from collections.abc import Callable, Iterator
from functools import partial

import torch
from bench_training import finished, one_step
from rich.console import Console
from rich.table import Table

from lasaft_nb.device import median_seconds
from lasaft_nb.inference.chunked import computing_on, window_size
from lasaft_nb.inference.engine import with_engine
from lasaft_nb.inference.reduced_precision import tf32
from lasaft_nb.models import zoo
from lasaft_nb.models.source_model import ModelConfig, SourceModel, build_model
from lasaft_nb.results import benchmarks
from lasaft_nb.sources import SOURCES
from lasaft_nb.training.fit import excerpt_samples
from lasaft_nb.training.presets import LITE, PAPER, Preset, model_config

HALVES = {"float16": torch.float16, "bfloat16": torch.bfloat16}
TRAINED = ("tfc_tdf_7", "cunet_gpocm_lasaft")
SEPARATING = {
    "tdc_17": {},
    "tfc_tdf_7": {},
    "tfc_tdf_large": {"n_fft": 4096},
    "cunet_gpocm_tdf": {},
    "lasaft_large": {},
}
WINDOWS = 8  # that go through a network together


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--repeats", type=int, default=5)
    parser.add_argument("--device", default="cuda")
    parser.add_argument("--preset", choices=("paper", "lite"), default="paper", help="lite for a trial")
    options = parser.parse_args()
    device, preset = torch.device(options.device), {"paper": PAPER, "lite": LITE}[options.preset]
    median = partial(median_seconds, repeats=options.repeats)
    rows = [*training(device, preset, median), *launching(device, median), *separating(device, preset, median)]
    table = Table("what", "way", "ms a step", "times real time")
    for row in rows:
        table.add_row(*(str(row.get(name, "")) for name in ("what", "way", "milliseconds", "times_real_time")))
    Console().print(table)
    if device.type == "cuda":
        name = torch.cuda.get_device_name(device)
        benchmarks.write("gpu", rows, repeats=options.repeats, windows=WINDOWS, gpu=name)


def training(device: torch.device, preset: Preset, median: Callable[..., float]) -> Iterator[dict[str, object]]:
    for network in TRAINED:
        config = model_config(network, preset=preset)
        audio = 0.1 * torch.randn(preset.batch_size, 2, excerpt_samples(config, preset), device=device)
        for way, last in ((way, last) for way in ("float32", *HALVES) for last in (True, False)):
            model = build_model(config).to(device).train()
            if last:
                model.to(memory_format=torch.channels_last)  # type: ignore[call-overload]
            with tf32(way != "float32", device):
                seconds = median(one_step(model, audio, kind=HALVES.get(way)))
            what = f"{network}, {preset.name}, batch {preset.batch_size}"
            laid = "channels-last" if last else "channels first"
            yield {"what": what, "way": f"{way}, {laid}", "milliseconds": round(1000 * seconds, 1)}


def launching(device: torch.device, median: Callable[..., float]) -> Iterator[dict[str, object]]:
    """Steps so small that launching their kernels takes most of the time, plain and as CUDA graphs."""
    for network, kind in ((network, kind) for network in (*TRAINED, "amss_net") for kind in ("float32", "bfloat16")):
        config = model_config(network, preset=LITE)
        audio = 0.1 * torch.randn(LITE.batch_size, 2, excerpt_samples(config, LITE), device=device)
        for graph in (False, True)[: 1 + (device.type == "cuda")]:
            model = build_model(config).to(device).train()
            milliseconds = 1000 * median(one_step(model, audio, kind=HALVES.get(kind), graph=graph))
            what = f"{network}, {LITE.name}, batch {LITE.batch_size}"
            way = f"{kind}, {'CUDA graph' if graph else 'plain'}"
            yield {"what": what, "way": way, "milliseconds": round(milliseconds, 1)}


@torch.inference_mode()
def separating(device: torch.device, preset: Preset, median: Callable[..., float]) -> Iterator[dict[str, object]]:
    for network, sizes in SEPARATING.items():
        targets = SOURCES if zoo.spec(network).conditioned else ("vocals",)
        config = ModelConfig(network=network, targets=targets, **sizes)
        if preset.name != "paper":
            config = model_config(network, preset=preset)
        model = build_model(config).to(device).eval()
        mixture = 0.1 * torch.randn(WINDOWS, 2, window_size(model, None), device=device)
        for way in ("exact", "bfloat16", "fast"):
            computes = with_engine(model, device=device.type, engine="torch", precision=way)
            with computing_on(device, exact=way == "exact"):
                seconds = median(one_batch(computes, mixture))
            audio = mixture.shape[0] * mixture.shape[2] / model.sample_rate
            what = f"{network}, {len(model.targets)} source{'s' * (len(model.targets) > 1)}"
            yield {"what": what, "way": way, "times_real_time": round(audio / seconds, 1)}


def one_batch(model: SourceModel, mixture: torch.Tensor) -> Callable[[], None]:
    def separate() -> None:
        model.sources(mixture, model.targets)
        finished(mixture.device)

    return separate


if __name__ == "__main__":
    main()
