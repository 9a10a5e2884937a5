"""What each block costs at the thesis's size: parameters, multiply-adds and processor time of whole networks.

``python -m lasaft_nb.experiments.block_costs`` writes the records. Weights are random: the work does not depend on
them.
"""

from collections.abc import Iterator
from pathlib import Path

import torch
from torch import Tensor, nn

from lasaft_nb.inference import peers
from lasaft_nb.metrics.summary import summarise, track_scores
from lasaft_nb.models import zoo
from lasaft_nb.probes.cost import multiply_adds, n_parameters, processor_seconds
from lasaft_nb.results import records

NAME = "block_costs"
PRESET = "paper"
FRAMES, HOP, RATE = 64, 1024, 44100  # one and a half seconds of stereo
METRICS = {"parameters": "millions", "multiply-adds": "billions for a second of audio", "real-time factor": ""}
NETWORKS: dict[str, tuple[str, dict[str, object]]] = {
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


def run(*, repeats: int = 3, root: Path | None = None) -> list[Path]:
    """Measure on one thread and write a record for each network; returns their paths."""
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    try:
        return [
            _write(row, costs(network, x, seconds=seconds, repeats=repeats), root)
            for row, network, x, seconds in subjects()
        ]
    finally:
        torch.set_num_threads(threads)


def _write(row: str, found: dict[str, float], root: Path | None) -> Path:
    scores = {metric: summarise([track_scores("zeros", [value])]) for metric, value in found.items()}
    record = records.make(
        experiment=NAME,
        row=row,
        preset=PRESET,
        seed=0,
        dataset={"name": "zeros", "fingerprint": "", "split": "none"},
        scores={"cost": {metric: dict(summary) for metric, summary in scores.items()}},
        parameters=round(found["parameters"] * 1e6),
        notes="; ".join(f"{metric}: {unit}" for metric, unit in METRICS.items() if unit)
        + "; real-time factor: seconds of one processor core for a second of audio, the network alone",
    )
    return records.write(record, root)


if __name__ == "__main__":
    for path in run(repeats=2):
        print(path)
