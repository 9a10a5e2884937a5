"""Silence in, what comes out? And the cure that the thesis suggests (thesis 3.6.6, 3.7, Figure 3.10).

``python -m lasaft_nb.experiments.silent_mixture`` measures the shipped networks for vocals and writes the records.
"""

from pathlib import Path
from typing import Any, cast

import numpy as np
import torch

from lasaft_nb.data import chapter_root, identify, tracks
from lasaft_nb.data.array_track import at_rate
from lasaft_nb.metrics.framewise import framewise_sdr
from lasaft_nb.metrics.scores import Scores, summarise, track_scores
from lasaft_nb.models.source_model import SourceModel, before_training
from lasaft_nb.paths import data_dir
from lasaft_nb.probes.silence import ArtefactCancelled, level, pause_levels, response_to_silence, without_offsets
from lasaft_nb.results import records
from lasaft_nb.training import checkpoint

SILENCE, CURE = "silent_mixture", "silent_mixture_cure"
NETWORKS = {  # row: weights
    "DME": "table_3_1/dme-vocals",
    "MME": "table_3_1/mme-vocals",
    "CME-sigmoid": "table_3_1/cme_sigmoid-vocals",
    "CME-tanh": "table_3_1/cme_tanh-vocals",
    "DCSE": "table_3_1/dcse-vocals",
    "DCSE, TDF without bias": "estimation_variants/dcse_tdf_without_bias-vocals",
    "DCSE, TDF and last convolution without bias": (
        "estimation_variants/dcse_tdf_and_last_convolution_without_bias-vocals"
    ),
}
VARIANTS = {  # metric: offsets set to zero after training
    "as trained": (),
    "without biases": ("biases",),
    "without biases and shifts": ("biases", "shifts"),
    "without running means": ("running means",),
    "without any offset": ("biases", "shifts", "running means"),
}
UNTRAINED = "untrained"
SECONDS = 3.0


def networks() -> dict[str, Path]:
    """Rows and weights of the networks that are there."""
    paths = {row: data_dir() / "weights" / f"{name}.safetensors" for row, name in NETWORKS.items()}
    return {row: path for row, path in paths.items() if path.is_file()}


def levels_in_silence(weights: Path) -> dict[str, float]:
    """Level in dBFS of a network's answer to silence: for each of `VARIANTS`, and `UNTRAINED`."""
    model, card = checkpoint.load(weights)
    variants = {name: cast(SourceModel, without_offsets(model, kinds)) for name, kinds in VARIANTS.items()}
    variants[UNTRAINED] = before_training(card)
    return {name: level(response_to_silence(one, seconds=SECONDS)) for name, one in variants.items()}


def record_silence(*, root: Path | None = None) -> list[Path]:
    """One record a network."""
    return [_write_silence(row, weights, root) for row, weights in networks().items()]


def _write_silence(row: str, weights: Path, root: Path | None) -> Path:
    found = levels_in_silence(weights)
    scores = {name: summarise([track_scores(f"{SECONDS:.0f} s", [value])]) for name, value in found.items()}
    return records.write(
        _made(SILENCE, row, weights, {"vocals": scores}, {"name": "silence", "fingerprint": "", "split": "none"}), root
    )


@torch.no_grad()
def record_cure(*, root: Path | None = None, data_root: Path | str | None = None) -> list[Path]:
    """SDR, level in pauses and level in silence of the DCSE network: as trained, and less its answer to silence."""
    data = data_root or chapter_root("lite")
    weights = networks()["DCSE"]
    model, _ = checkpoint.load(weights)
    rows = {"as trained": model, "answer to silence subtracted": ArtefactCancelled(model)}
    about = {**identify(data), "split": "test"}
    return [
        records.write(_made(CURE, row, weights, {"vocals": _scores(one, data)}, about), root)
        for row, one in rows.items()
    ]


def _scores(model: SourceModel, data: Path | str) -> dict[str, Any]:
    sdr, pauses, rate = [], [], model.sample_rate
    for track in (at_rate(track, rate) for track in tracks(data, "test")):
        heard = torch.from_numpy(np.ascontiguousarray(track.mixture().T)).float()[None]
        estimate, true = model(heard)[0, 0].T.numpy(), track.stem("vocals")
        sdr.append(track_scores(track.name, framewise_sdr(true, estimate, rate)))
        pauses.append(track_scores(track.name, pause_levels(true, estimate, rate)))
    silent = level(response_to_silence(model, seconds=SECONDS))
    silence = summarise([track_scores(f"{SECONDS:.0f} s of silence", [silent])])
    return {"SDR": summarise(sdr), "level in pauses": summarise(pauses), "level in silence": silence}


def _made(experiment: str, row: str, weights: Path, scores: Scores, dataset: dict[str, str]) -> records.Record:
    card = checkpoint.read_card(weights)
    return records.make(
        experiment=experiment,
        row=row,
        preset=card["preset"],
        seed=card["seed"],
        dataset=dataset,
        scores=scores,
        model=card["model"],
        steps=card["steps"],
        notes=f"the network {weights.parent.name}/{weights.stem}, at its own sample rate; levels in dBFS",
    )


if __name__ == "__main__":
    print(*record_silence(), *record_cure(), sep="\n")
