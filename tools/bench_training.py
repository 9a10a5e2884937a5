"""Measure steps of training and their memory; writes data/results/bench/training.json.

Two measurements: one step with plain and with recomputed dense blocks (seconds on the wall; bytes of feature maps, the
same on every machine), and a training with two processes against one that takes the doubled batch.
"""

import argparse
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

import torch
from rich.console import Console
from rich.table import Table

from lasaft_nb.blocks.tfc import recompute_dense_layers
from lasaft_nb.data import chapter_root
from lasaft_nb.device import median_seconds
from lasaft_nb.models.source_model import SourceModel, build_model
from lasaft_nb.probes.cost import peak_bytes
from lasaft_nb.results import benchmarks
from lasaft_nb.training import history
from lasaft_nb.training.captured import CapturedLoss
from lasaft_nb.training.fit import excerpt_samples, fit
from lasaft_nb.training.presets import LITE, PAPER, Preset, model_config

STEPS = [("tfc_7", PAPER, 1), ("tfc_tdf_7", PAPER, 1), ("tfc_tdf_7", LITE, LITE.batch_size)]  # network, preset, batch
BATCH, BETWEEN = 8, 4  # excerpts a step of all processes together, steps between validations


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--repeats", type=int, default=5)
    parser.add_argument(
        "--frames", type=int, default=64, help="of an excerpt at paper, which has 128; fewer for a trial"
    )
    parser.add_argument("--processes", type=int, help="what a child process does: train with so many")
    parser.add_argument("--network", default="tfc_tdf_7", help="which network a child trains")
    parser.add_argument("--out", type=Path, help="where a child trains")
    options = parser.parse_args()
    if options.processes:
        train(options.processes, options.network, options.out)
        return
    rows = [*steps(options.repeats, options.frames), *processes(options.repeats)]
    benchmarks.write("training", rows, repeats=options.repeats, frames=options.frames, steps=3 * BETWEEN)
    table = Table("what", "way", "s a step", "MB")
    for row in rows:
        table.add_row(row["what"], row["way"], f"{row['seconds']:.3f}", f"{row.get('megabytes', float('nan')):.0f}")
    Console().print(table)


def steps(repeats: int, frames: int) -> list[dict[str, object]]:
    rows: list[dict[str, object]] = []
    for network, preset, batch in STEPS:
        n_frames = min(frames, preset.frames)
        for way, prepare in {"plain": lambda model: model, "recomputed": recompute_dense_layers}.items():
            torch.manual_seed(0)
            config = model_config(network, preset=preset)
            model = prepare(build_model(config).train())
            audio = 0.1 * torch.randn(batch, 2, excerpt_samples(config, preset.but(frames=n_frames)))
            step = one_step(model, audio)
            megabytes = peak_bytes(step, training=True) / 1e6
            what = f"{network}, {preset.name}, {batch} x {n_frames} frames"
            seconds = median_seconds(step, repeats=repeats)
            rows.append({"what": what, "way": way, "seconds": seconds, "megabytes": megabytes})
    return rows


def one_step(
    model: SourceModel, audio: torch.Tensor, *, kind: torch.dtype | None = None, graph: bool = False
) -> Callable[[], None]:
    """A step of training, with products of ``kind`` if not float32, or as a CUDA graph; it waits for a GPU."""
    condition = model.ask(["vocals"] * len(audio)).to(audio.device) if model.conditioned else None
    optimizer = torch.optim.Adam(model.parameters(), fused=audio.device.type == "cuda")
    loss_of = CapturedLoss(model) if graph else model.loss

    def step() -> None:
        optimizer.zero_grad()
        with torch.autocast(audio.device.type, dtype=kind or torch.bfloat16, enabled=kind is not None):
            loss = loss_of(audio, audio[:, None], condition)
        loss.backward()
        optimizer.step()
        finished(audio.device)

    return step


def finished(device: torch.device) -> None:
    """Wait for the GPU, which works on while Python goes on."""
    if device.type == "cuda":
        torch.cuda.synchronize(device)


def processes(repeats: int) -> list[dict[str, object]]:
    """Seconds a step, and how far the losses of two processes lie from those of one."""
    rows: list[dict[str, object]] = []
    with tempfile.TemporaryDirectory() as folder:
        for network in ("tfc_tdf_7", "demucs"):
            curves = {}
            for n in (1, 2):
                out = Path(folder) / f"{network}{n}"
                command = [sys.executable, __file__, "--processes", str(n), "--network", network, "--out", str(out)]
                subprocess.run([*command, "--repeats", str(repeats)], check=True)
                curves[n] = history.read_csv(out / "history.csv")
                first, last = curves[n][0], curves[n][-1]
                seconds = (last["seconds"] - first["seconds"]) / (last["step"] - first["step"])
                way = f"{n} process{'es' * (n > 1)}, batch {BATCH // n} each"
                rows.append({"what": f"{network}, lite", "way": way, "seconds": seconds})
            losses = [(one["train_loss"], two["train_loss"]) for one, two in zip(*curves.values(), strict=True)]
            rows[-1]["largest_difference_of_loss"] = max(abs(two / one - 1) for one, two in losses)
    return rows


def train(n: int, network: str, out: Path) -> None:
    """Train for a moment; Lightning starts this file once more for the second process."""
    torch.set_num_threads(max(1, 2 // n))
    preset: Preset = LITE.but(batch_size=BATCH // n, steps=3 * BETWEEN, validate_every=BETWEEN, valid_seconds=1.0)
    config = model_config(network, preset=preset)
    several = {"devices": n, "strategy": "ddp"} if n > 1 else {}
    fit(config, preset=preset, data_root=chapter_root("smoke"), out_dir=out, device="cpu", **several)


if __name__ == "__main__":
    main()
