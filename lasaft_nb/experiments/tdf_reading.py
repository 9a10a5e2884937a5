"""What single-layer TDFs have learned: lines in their maps, and SDR without them (thesis 3.6.5, Figure 3.9).

``python -m lasaft_nb.experiments.tdf_reading [source …]`` records the lines of all shipped networks, and the ablation
of those for the named sources.
"""

import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
import torch
from torch import Tensor, nn

from lasaft_nb.data import chapter_root, identify, tracks
from lasaft_nb.data.array_track import at_rate
from lasaft_nb.metrics.framewise import framewise_sdr
from lasaft_nb.metrics.scores import Scores, Summary, summarise, track_scores
from lasaft_nb.models.source_model import SourceModel, before_training
from lasaft_nb.paths import data_dir
from lasaft_nb.probes.ablation import silenced
from lasaft_nb.probes.tdf_maps import bin_width, bins, detuning_test, line_test, matrix, share_below, tdfs
from lasaft_nb.results import records
from lasaft_nb.sources import SOURCES
from lasaft_nb.training import checkpoint

LINES, ABLATION = "harmonic_lines", "tdf_ablation"
SECONDS = 6  # of the middle of every test track, for the ablation
LOW = 300.0  # Hz


def weights_of(source: str) -> Path:
    """Where the network with single-layer TDFs for ``source`` lies."""
    return data_dir() / "weights" / "single_layer_tdf" / f"tfc_tdf_single_layer_tdf-{source}.safetensors"


def shipped_sources() -> tuple[str, ...]:
    """The sources whose network is there."""
    return tuple(source for source in SOURCES if weights_of(source).is_file())


def maps_of(source: str) -> dict[str, dict[str, Tensor]]:
    """For each TDF its matrix (f, f) as "weights", as it was "before training", and "learned", the difference."""
    model, card = checkpoint.load(weights_of(source))
    begun = {name: matrix(tdf) for name, tdf in tdfs(before_training(card)).items()}
    trained = {name: matrix(tdf) for name, tdf in tdfs(model).items()}
    return {
        name: {"weights": trained[name], "before training": begun[name], "learned": trained[name] - begun[name]}
        for name in trained
    }


def line_metrics(source: str, place: str, maps: Mapping[str, Tensor], *, bin_hz: float) -> dict[str, Summary]:
    """The numbers of one TDF: harmonic lines in each map (f, f) against either control, and the share of low bins."""
    found: dict[str, float] = {}
    for kind, one in maps.items():
        shuffled, detuned = line_test(one.numpy(), n_controls=400), detuning_test(one.numpy())
        found |= {f"energy, {kind}": detuned.energy, f"z detuned, {kind}": detuned.z, f"z shuffled, {kind}": shuffled.z}
    found[f"share below {LOW:.0f} Hz"] = share_below(maps["learned"].numpy(), bin_hz=bin_hz, hz=LOW)
    return {metric: summarise([track_scores(f"{source}, {place}", [value])]) for metric, value in found.items()}


def record_lines(sources: Sequence[str], *, root: Path | None = None) -> list[Path]:
    """One record a place in the network, with all sources."""
    scores: dict[str, Scores] = {}
    for source in sources:
        model, card = checkpoint.load(weights_of(source))
        widths = {name: bin_width(tdf, sample_rate=model.sample_rate) for name, tdf in tdfs(model).items()}
        for place, maps in maps_of(source).items():
            scores.setdefault(place, {})[source] = line_metrics(source, place, maps, bin_hz=widths[place])
    nothing = {"name": "weights of single_layer_tdf", "fingerprint": "", "split": "none"}
    return [
        records.write(
            records.make(
                experiment=LINES, row=place, preset=card["preset"], seed=card["seed"], dataset=nothing, scores=found
            ),
            root,
        )
        for place, found in scores.items()
    ]


def ablations(model: nn.Module) -> dict[str, tuple[nn.Module, ...]]:
    """What to silence: nothing, each TDF, the TDFs of each scale together, all of them."""
    found = tdfs(model)
    scales = {bins(tdf): [one for one in found.values() if bins(one) == bins(tdf)] for tdf in found.values()}
    return {
        "whole network": (),
        **{f"without {name}": (tdf,) for name, tdf in found.items()},
        **{f"without scale of {size} bins": tuple(group) for size, group in scales.items()},
        "without any TDF": tuple(found.values()),
    }


def excerpts(root: Path | str, source: str, *, sample_rate: int) -> tuple[list[str], np.ndarray, np.ndarray]:
    """Names, mixtures and true sources (track, n, c) of so many Hz: the middle `SECONDS` of every test track."""
    at = [at_rate(track, sample_rate) for track in tracks(root, "test")]
    spans = [(track.n_samples // 2 - SECONDS * sample_rate // 2, SECONDS * sample_rate) for track in at]
    cut = [(track.mixture(a, a + n), track.stem(source, a, a + n)) for track, (a, n) in zip(at, spans, strict=True)]
    return [track.name for track in at], np.stack([one for one, _ in cut]), np.stack([two for _, two in cut])


@torch.no_grad()
def sdr_of(model: SourceModel, names: Sequence[str], mixtures: np.ndarray, truths: np.ndarray) -> Summary:
    """SDR of a dedicated model on excerpts (track, n, c) at its own sample rate."""
    heard = torch.from_numpy(mixtures.swapaxes(1, 2)).float()
    estimates = model(heard)[:, 0].swapaxes(1, 2).numpy()
    frames = [framewise_sdr(true, guess, model.sample_rate) for true, guess in zip(truths, estimates, strict=True)]
    return summarise([track_scores(name, one) for name, one in zip(names, frames, strict=True)])


def record_ablation(source: str, *, root: Path | None = None, data_root: Path | str | None = None) -> list[Path]:
    """One record a silenced part, for one source."""
    data = data_root or chapter_root("lite")
    model, card = checkpoint.load(weights_of(source))
    names, mixtures, truths = excerpts(data, source, sample_rate=model.sample_rate)
    about = {**identify(data), "split": f"test, {SECONDS} s from the middle of each track"}
    written = []
    for row, parts in ablations(model).items():
        with silenced(*parts):
            scores: Scores = {source: {"SDR": sdr_of(model, names, mixtures, truths)}}
        record = records.make(
            experiment=ABLATION,
            row=row,
            preset=card["preset"],
            seed=card["seed"],
            dataset=about,
            scores=scores,
            model=card["model"],
            steps=card["steps"],
            notes="TDFs silenced in the trained network of single_layer_tdf, at its own sample rate; no retraining.",
        )
        written.append(records.write(record, root))
    return written


if __name__ == "__main__":
    print(*record_lines(shipped_sources()), sep="\n")
    for one in sys.argv[1:]:
        print(*record_ablation(one), sep="\n")
