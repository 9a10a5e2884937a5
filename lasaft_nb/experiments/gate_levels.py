"""What the modulation of the last decoder block lets through where the target is silent (thesis 4.5.2, claim C32).

``python -m lasaft_nb.experiments.gate_levels`` measures the shipped networks on the test songs and writes records.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import torch
from torch import Tensor, nn

from lasaft_nb.conditioning import FiLM, GPoCM
from lasaft_nb.data import Track, chapter_root, tracks
from lasaft_nb.data.array_track import at_rate
from lasaft_nb.experiments import card_record
from lasaft_nb.metrics.framewise import Array
from lasaft_nb.metrics.summary import collect
from lasaft_nb.models.source_model import SpectrogramModel
from lasaft_nb.paths import data_dir
from lasaft_nb.probes.cost import n_parameters
from lasaft_nb.probes.silence import pauses, quieter_in_pauses
from lasaft_nb.sources import SOURCES
from lasaft_nb.training import checkpoint

EXPERIMENT = "gate_levels"
ROWS = {"FiLM CUNet + LaSAFT": "film_cunet_lasaft", "GPoCM CUNet + LaSAFT": "gpocm_cunet_lasaft"}


@contextmanager
def watched(module: nn.Module) -> Iterator[list[tuple[Tensor, Tensor]]]:
    """Inside, a list grows by (input, output) at every call of ``module``."""
    seen: list[tuple[Tensor, Tensor]] = []
    handle = module.register_forward_hook(lambda _, inputs, output: seen.append((inputs[0].detach(), output.detach())))
    try:
        yield seen
    finally:
        handle.remove()


def last_modulation(network: nn.Module) -> nn.Module:
    """The FiLM or GPoCM nearest to the output."""
    return [part for part in network.modules() if isinstance(part, FiLM | GPoCM)][-1]


@torch.inference_mode()
def levels(model: SpectrogramModel, mixture: Array, target: str) -> dict[str, Array]:
    """Power in every frame (t,) before and after the last modulation, and of the estimate; mixture (n, 2)."""
    waveform = torch.from_numpy(np.ascontiguousarray(mixture.T))[None]
    with watched(last_modulation(model.network)) as seen:
        estimate = model(waveform, torch.tensor([SOURCES.index(target)]))[:, 0]
    spectrum = model.stft(estimate).abs().square().mean((0, 1, 3))
    before, after = (one.square().mean((0, 1, 3))[: len(spectrum)] for one in seen[0])
    return {"input": before.numpy(), "output": after.numpy(), "estimate": spectrum.numpy()}


def quieter(model: SpectrogramModel, track: Track, target: str) -> dict[str, float]:
    """How many dB each signal is quieter in the target's pauses; "modulation" is what the modulation adds to that."""
    song = at_rate(track, model.sample_rate)
    config = model.stft.config
    pause = pauses(song.stem(target), n_fft=config.n_fft, hop_length=config.hop_length)
    found = {name: quieter_in_pauses(power, pause) for name, power in levels(model, song.mixture(), target).items()}
    return {**found, "modulation": found["output"] - found["input"]}


def measure(row: str, weights: Path, *, data_root: Path, root: Path | None = None) -> Path:
    """The record of one network over the test songs; returns its path."""
    model, card = checkpoint.load(weights)
    assert isinstance(model, SpectrogramModel)
    songs = tracks(data_root, "test")
    found = {song.name: {source: quieter(model, song, source) for source in SOURCES} for song in songs}
    return card_record.write(
        EXPERIMENT,
        row,
        collect(found),
        card=card,
        data_root=data_root,
        parameters=n_parameters(model),
        notes="dB by which power in the target's pauses is below that elsewhere, at the last modulation of the decoder",
        root=root,
    )


if __name__ == "__main__":
    for name, file in ROWS.items():
        if (path := data_dir() / "weights" / "table_4_1" / f"{file}.safetensors").is_file():
            print(measure(name, path, data_root=chapter_root("lite")))
