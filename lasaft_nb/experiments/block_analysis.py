"""What each block costs, and how far along frequency it looks (thesis 3.2, 3.5).

``python -m lasaft_nb.experiments.block_analysis block_costs`` (or ``block_reach``) writes the records.
"""

from collections.abc import Iterator, Mapping
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn

from lasaft_nb.blocks import TDC, TDCRNN, TDF, TFC, TFCTDF, TDFBlock
from lasaft_nb.data import chapter_root, identify, tracks
from lasaft_nb.experiments.runner import from_shell
from lasaft_nb.inference import peers
from lasaft_nb.inference.pretrained import pretrained_names
from lasaft_nb.metrics.scores import summarise, track_scores
from lasaft_nb.models import zoo
from lasaft_nb.models.source_model import SpectrogramModel, before_training
from lasaft_nb.paths import data_dir
from lasaft_nb.probes.cost import multiply_adds, n_parameters, processor_seconds
from lasaft_nb.probes.reach import Reach, reach
from lasaft_nb.results import records
from lasaft_nb.training import checkpoint

# What each block costs at the thesis's size: parameters, multiply-adds and processor time of whole networks.
# Weights are random: the work does not depend on them.

COSTS = "block_costs"
COSTS_PRESET = "paper"
FRAMES, HOP, RATE = 64, 1024, 44100  # one and a half seconds of stereo
METRICS = {  # of costs
    "parameters": "millions",
    "multiply-adds": "billions for a second of audio",
    "real-time factor": "",
}
NETWORKS: dict[str, tuple[str, dict[str, object]]] = {  # row: network of the zoo, and its sizes
    "TDC, 7 blocks": ("tdc_17", {"n_blocks": 7}),
    "TDC, 17 blocks": ("tdc_17", {}),
    "TDF, 7 blocks": ("tdf_7", {}),
    "TDF, 17 blocks": ("tdf_7", {"n_blocks": 17}),
    "TDC-RNN, 7 blocks": ("tdc_rnn_7", {}),
    "TFC, 7 blocks": ("tfc_7", {}),
    "TFC, 7 blocks, frequency kept": ("tfc_7", {"frequency_levels": ()}),
    "TFC, 17 blocks, time sampling yes": ("tfc_17", {}),
    "TFC, 17 blocks, time sampling no": ("tfc_17_keep_time", {}),
    "TFC-TDF, 7 blocks": ("tfc_tdf_7", {}),
    "TFC, 7 blocks, as many parameters as TFC-TDF": ("tfc_as_large_as_tfc_tdf", {}),
    "TFC-TDF, 17 blocks": ("tfc_tdf_17", {}),
    "TFC-TDF, large": ("tfc_tdf_large", {}),
}


def subjects() -> Iterator[tuple[str, nn.Module, Tensor, float]]:
    """(row, network, input, seconds of audio in the input) of all that is measured; peers where they can be built."""
    seconds = FRAMES * HOP / RATE
    for row, (name, sizes) in NETWORKS.items():
        n_bins = zoo.spec(name).n_fft // 2 + 1
        yield row, zoo.build(name, **sizes).eval(), torch.zeros(1, 4, FRAMES, n_bins), seconds
    for name, peer in peers.PEERS.items():
        n_samples = round(seconds * peer.sample_rate)
        audio = 0.1 * torch.randn(1, peer.channels, n_samples, generator=torch.Generator().manual_seed(0))
        yield peer.title, peers.build(name), audio, seconds


def costs(network: nn.Module, x: Tensor, *, seconds: float, repeats: int = 3) -> dict[str, float]:
    """Millions of parameters, billions of multiply-adds and processor seconds, the latter two a second of audio.

    ``x``: features (1, channel, t, f) of ``seconds`` of audio.
    """
    work = processor_seconds(lambda: network(x), repeats=repeats)
    measured = (n_parameters(network) / 1e6, multiply_adds(network, x) / 1e9 / seconds, work / seconds)
    return dict(zip(METRICS, measured, strict=True))


def record_costs(*, repeats: int = 3, root: Path | None = None) -> list[Path]:
    """Measure on one thread and write a record for each network; returns their paths."""
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    try:
        return [
            _write_costs(row, costs(network, x, seconds=seconds, repeats=repeats), root)
            for row, network, x, seconds in subjects()
        ]
    finally:
        torch.set_num_threads(threads)


def _write_costs(row: str, found: dict[str, float], root: Path | None) -> Path:
    scores = {metric: summarise([track_scores("zeros", [value])]) for metric, value in found.items()}
    record = records.make(
        experiment=COSTS,
        row=row,
        preset=COSTS_PRESET,
        seed=0,
        dataset={"name": "zeros", "fingerprint": "", "split": "none"},
        scores={"cost": {metric: dict(summary) for metric, summary in scores.items()}},
        parameters=round(found["parameters"] * 1e6),
        notes="; ".join(f"{metric}: {unit}" for metric, unit in METRICS.items() if unit)
        + "; real-time factor: seconds of one processor core for a second of audio, the network alone",
    )
    return records.write(record, root)


# How far along frequency an output bin looks: by structure (random weights) and after training (thesis 3.2, 3.5).
# Trained networks count where their weights are.

REACH = "block_reach"
FAR = 1000.0  # Hz
PITCHES = (440.0, 880.0, 1760.0, 3520.0)  # Hz; output bins where vocals have energy
STRUCTURES = ("tfc_7", "tfc_17", "tfc_tdf_7", "tfc_tdf_17")
TRAINED = {  # row: the weights of the trainings at equal budget
    "TFC, 7 blocks": "ismir_2020_blocks/tfc_7_blocks-vocals",
    "TFC, 17 blocks": "table_3_5/tfc_17_blocks_time_sampling_yes-vocals",
    "TDF, 7 blocks": "ismir_2020_blocks/tdf_7_blocks-vocals",
    "TFC-TDF, 7 blocks": "table_3_5/tfc_tdf_7_blocks_time_sampling_yes-vocals",
    "TFC-TDF, 17 blocks": "table_3_5/tfc_tdf_17_blocks_time_sampling_yes-vocals",
    "TFC-TDF, 7 blocks, twice the steps": "table_3_1/dcse-vocals",
}


def reach_of_structure(name: str, *, frames: int = 8) -> Reach:
    """Reach of a network of the zoo at the thesis's size, with random weights, on noise; the middle bin looks."""
    entry = zoo.spec(name)
    x = torch.randn(1, 4, frames, entry.n_fft // 2 + 1, generator=torch.Generator().manual_seed(0))
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(0)
        network = zoo.build(name).eval()
    return reach(network, x, bins=(entry.n_fft // 4,), bin_hz=44100 / entry.n_fft)


def reach_of_model(model: SpectrogramModel, mixture: np.ndarray, *, sample_rate: int) -> Reach:
    """Reach of a model's network at the mixture (n, c) of ``sample_rate`` Hz: bins at `PITCHES`, four frames."""
    import soxr

    config = model.stft.config
    waveform = torch.from_numpy(soxr.resample(mixture, sample_rate, model.sample_rate).T[None].copy())
    x = model.estimation.features(model.stft(waveform))[:, :, :32]
    bin_hz = model.sample_rate / config.n_fft
    bins = [round(pitch / bin_hz) for pitch in PITCHES if pitch < model.sample_rate / 2]
    frames = [x.shape[2] * k // 5 for k in (1, 2, 3, 4)]
    return reach(model.network.eval(), x, bins=bins, frames=frames, bin_hz=bin_hz)


def trained_models() -> dict[str, SpectrogramModel]:
    """The trained networks of `TRAINED` whose weights are here."""
    weights = data_dir() / "weights"
    there = {row: name for row, name in TRAINED.items() if name in pretrained_names()}
    models = {row: checkpoint.load(weights / f"{name}.safetensors")[0] for row, name in there.items()}
    return {row: model for row, model in models.items() if isinstance(model, SpectrogramModel)}


def untrained(row: str) -> SpectrogramModel:
    """The network of a row as it was before training: the same sizes, fresh weights."""
    card = checkpoint.read_card(data_dir() / "weights" / f"{TRAINED[row]}.safetensors")
    model = before_training({**card, "seed": 0})
    assert isinstance(model, SpectrogramModel)
    return model


def reach_of_blocks(*, n_bins: int = 256, draws: int = 8) -> dict[str, int]:
    """Of ``n_bins`` input bins, how many one output bin of a single block depends on, over some draws of weights."""
    sizes: dict[str, Any] = {"in_channels": 24, "channels": 24}
    tdf: dict[str, Any] = {"channels": 24, "n_in": n_bins}
    makers: Mapping[str, Any] = {
        "TFC": lambda: TFC(**sizes),
        "TDC": lambda: TDC(**sizes),
        "TDF": lambda: TDFBlock(**sizes, tdf=TDF(**tdf)),
        "TFC-TDF": lambda: TFCTDF(tfc=TFC(**sizes), tdf=TDF(**tdf)),
        "TDC-RNN": lambda: TDCRNN(tdc=TDC(**sizes), channels=24, n_bins=n_bins),
    }
    return {name: _bins_seen(make, n_bins=n_bins, draws=draws) for name, make in makers.items()}


def record_structures() -> list[Path]:
    """Write the records of single blocks and of whole networks with random weights; returns their paths."""
    nothing = {"name": "noise", "fingerprint": "", "split": "none"}
    rows = {f"{name}, one block": {"bins": float(n)} for name, n in reach_of_blocks().items()}
    rows |= {f"{name}, random weights": _numbers(reach_of_structure(name)) for name in STRUCTURES}
    return [_write_reach(row, numbers, nothing, "paper") for row, numbers in rows.items()]


def record_trained(root: Path | str) -> list[Path]:
    """Write the records of trained networks, at an excerpt of the first test track, beside themselves untrained."""
    track, dataset = tracks(root, "test")[0], {**identify(root), "split": "test"}
    start = track.n_samples // 5
    excerpt = track.mixture(start, start + 3 * track.sample_rate)
    written = []
    for row, model in trained_models().items():
        for state, network in {"trained": model, "untrained": untrained(row)}.items():
            found = reach_of_model(network, excerpt, sample_rate=track.sample_rate)
            written.append(_write_reach(f"{row}, {state}", _numbers(found), dataset, "lite"))
    return written


def _bins_seen(make: Any, *, n_bins: int, draws: int) -> int:
    touched = torch.zeros(n_bins)
    for seed in range(draws):  # a ReLU may block a bin in one of them
        with torch.random.fork_rng(devices=[]):
            torch.manual_seed(seed)
            x = torch.randn(1, 24, 8, n_bins, requires_grad=True)
            (gradient,) = torch.autograd.grad(make().eval()(x)[0, :, 4, n_bins // 2].sum(), x)
        touched += gradient.abs().sum((0, 1, 2))
    return int((touched > 0).sum())


def _numbers(found: Reach) -> dict[str, float]:
    return {"far": 100 * found.beyond(FAR), "half": found.within(0.5), "90": found.within(0.9)}


def _write_reach(row: str, numbers: dict[str, float], dataset: dict[str, str], preset: str) -> Path:
    scores = {name: dict(summarise([track_scores("excerpt", [value])])) for name, value in numbers.items()}
    record = records.make(
        experiment=REACH,
        row=row,
        preset=preset,
        seed=0,
        dataset=dataset,
        scores={"reach": scores},
        notes=f"far: percent of the gradient from over {FAR:.0f} Hz away; half, 90: hertz that hold 50 and 90 percent "
        "of it; bins: of 256",
    )
    return records.write(record)


def record_reach() -> list[Path]:
    """All records of reach; trained networks count where their weights are."""
    return [*record_structures(), *record_trained(chapter_root("lite"))]


if __name__ == "__main__":
    from_shell({COSTS: partial(record_costs, repeats=2), REACH: record_reach})
