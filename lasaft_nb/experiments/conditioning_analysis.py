"""What a condition does in a trained network, and what each part of it gains (thesis 4.4.2, 4.5.2).

``python -m lasaft_nb.experiments.conditioning_analysis condition_parts`` (``gate_levels``, ``paired_gains``) measures
the shipped networks on the test songs and writes records.
"""

from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager, nullcontext
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn

from lasaft_nb.conditioning import FiLM, GPoCM
from lasaft_nb.data import Track, chapter_root, tracks
from lasaft_nb.data.array_track import at_rate
from lasaft_nb.experiments import runner
from lasaft_nb.metrics.framewise import Array, framewise_sdr
from lasaft_nb.metrics.scores import collect, summarise, track_scores
from lasaft_nb.models.source_model import SourceModel, SpectrogramModel
from lasaft_nb.paths import data_dir
from lasaft_nb.probes.cost import n_parameters
from lasaft_nb.probes.latent_attention import attend_as, blended
from lasaft_nb.probes.silence import pauses, quieter_in_pauses
from lasaft_nb.results import records
from lasaft_nb.sources import SOURCES
from lasaft_nb.training import checkpoint

# Between two sources, and with another source's attention: what the parts of the condition do.
#
# Two experiments: the same request while its embedding moves from one source's to another's, and requests for one
# source with the attention of another.

INTERPOLATION, SWAP = "embedding_interpolation", "attention_swap"
ENDS = ("vocals", "drums")
POSITIONS = (0.0, 0.25, 0.5, 0.75, 1.0)  # part of the way
SECONDS = 6.0  # of every song, from its middle


def interpolation_row(position: float, ends: tuple[str, str] = ENDS) -> str:
    """Name of an interpolation's row."""
    return f"{ends[0]} to {ends[1]}, {position:g}"


@torch.inference_mode()
def answers(model: SourceModel, track: Track, requests: tuple[str, ...]) -> tuple[dict[str, Array], dict[str, Array]]:
    """The middle of a song at the model's rate: answers to requests by name, each (n, 2), and the true stems."""
    song = at_rate(track, model.sample_rate)
    span = song.middle(SECONDS)
    mixture = torch.from_numpy(np.ascontiguousarray(song.mixture(*span).T))
    numbers = torch.tensor([SOURCES.index(request) for request in requests])
    found = model(mixture.expand(len(requests), -1, -1), numbers)[:, 0].numpy()
    return {request: one.T for request, one in zip(requests, found, strict=True)}, song.stems(*span)


def interpolated(model: SourceModel, track: Track, position: float, ends: tuple[str, str] = ENDS) -> dict[str, Any]:
    """SDR (frame,) in dB of one blended answer against both ends."""
    with blended(model, {ends[0]: 1 - position, ends[1]: position}):
        found, stems = answers(model, track, ends[:1])
    return {end: {"SDR": framewise_sdr(stems[end], found[ends[0]], model.sample_rate)} for end in ends}


def swapped(model: SourceModel, track: Track, attention: str | None) -> dict[str, Any]:
    """SDR (frame,) in dB of the answers to all requests, with one source's attention (None: each its own)."""
    own: AbstractContextManager[None] = nullcontext()
    with own if attention is None else attend_as(model, SOURCES.index(attention)):
        found, stems = answers(model, track, SOURCES)
    return {s: {"SDR": framewise_sdr(stems[s], found[s], model.sample_rate)} for s in SOURCES}


def measure_parts(weights: Path, *, data_root: Path, root: Path | None = None) -> list[Path]:
    """All records of a network; returns their paths."""
    model, card = checkpoint.load(weights)
    songs = tracks(data_root, "test")
    notes = f"{SECONDS:g} s of every song, at the network's sample rate"
    about: dict[str, Any] = {"card": card, "data_root": data_root, "root": root, "notes": notes}
    paths = []
    for position in POSITIONS:
        scores = {song.name: interpolated(model, song, position) for song in songs}
        paths.append(runner.write_measured(INTERPOLATION, interpolation_row(position), collect(scores), **about))
    for attention in (None, *SOURCES):
        scores = {song.name: swapped(model, song, attention) for song in songs}
        row = f"attention of {attention or 'the source asked for'}"
        paths.append(runner.write_measured(SWAP, row, collect(scores), **about))
    return paths


# What the modulation of the last decoder block lets through where the target is silent (thesis 4.5.2, claim C32).

GATE_LEVELS = "gate_levels"
GATE_ROWS = {"FiLM CUNet + LaSAFT": "film_cunet_lasaft", "GPoCM CUNet + LaSAFT": "gpocm_cunet_lasaft"}


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
def gate_levels(model: SpectrogramModel, mixture: Array, target: str) -> dict[str, Array]:
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
    found = {
        name: quieter_in_pauses(power, pause) for name, power in gate_levels(model, song.mixture(), target).items()
    }
    return {**found, "modulation": found["output"] - found["input"]}


def measure_gates(row: str, weights: Path, *, data_root: Path, root: Path | None = None) -> Path:
    """The record of one network over the test songs; returns its path."""
    model, card = checkpoint.load(weights)
    assert isinstance(model, SpectrogramModel)
    songs = tracks(data_root, "test")
    found = {song.name: {source: quieter(model, song, source) for source in SOURCES} for song in songs}
    return runner.write_measured(
        GATE_LEVELS,
        row,
        collect(found),
        card=card,
        data_root=data_root,
        parameters=n_parameters(model),
        notes="dB by which power in the target's pauses is below that elsewhere, at the last modulation of the decoder",
        root=root,
    )


# Two rows of an experiment song by song: how much better one network is than another on the same songs.

PAIRED_GAINS = "paired_gains"
TABLE = "table_4_1"
DEDICATED = "dedicated (chapter 3)"
PAIRS = (
    ("FiLM CUNet + LaSAFT", "FiLM CUNet"),
    ("FiLM CUNet + LaSAFT", "FiLM CUNet + TDF"),
    ("GPoCM CUNet + LaSAFT", "GPoCM CUNet"),
    ("GPoCM CUNet + LaSAFT", "GPoCM CUNet + TDF"),
    ("GPoCM CUNet", "FiLM CUNet"),
    ("GPoCM CUNet + TDF", "FiLM CUNet + TDF"),
    ("GPoCM CUNet + LaSAFT", "FiLM CUNet + LaSAFT"),
    ("GPoCM CUNet + LaSAFT", DEDICATED),
)


def pair_row(better: str, than: str) -> str:
    """Name of a record's row."""
    return f"{better} over {than}"


def gains(better: Mapping[str, Any], than: Mapping[str, Any]) -> dict[str, float]:
    """Difference of the median SDR of every song, in dB, from the ``scores`` of one source in two records.

    Songs that have no score in one of them are left out.
    """
    left, right = ({one["track"]: one["median"] for one in scores["SDR"]["per_track"]} for scores in (better, than))
    shared = [song for song in left if left[song] is not None and right.get(song) is not None]
    return {song: left[song] - right[song] for song in shared}


def write_gains(better: str, than: str, *, root: Path | None = None) -> Path | None:
    """Write the record of a pair for the sources that both have; None where there is no such source."""
    left, right = (_by_source(row) for row in (better, than))
    sources = [source for source in SOURCES if source in left and source in right]
    if not sources:
        return None
    scores = {}
    for source in sources:
        found = gains(left[source]["scores"][source], right[source]["scores"][source])
        scores[source] = {"SDR gain": dict(summarise([track_scores(song, [gain]) for song, gain in found.items()]))}
    first = left[sources[0]]
    record = records.make(
        experiment=PAIRED_GAINS,
        row=pair_row(better, than),
        preset=first["preset"],
        seed=first["seed"],
        dataset=first["dataset"],
        scores=scores,
        notes=f"median SDR of a song with {better} minus that with {than}, from the records of {TABLE}",
    )
    return records.write(record, root)


def _by_source(row: str) -> dict[str, Any]:
    """The first seed's record for each source."""
    found = [record for record in records.find(TABLE, row=row, preset="lite") if record["seed"] == 0]
    return {source: record for record in found for source in record["scores"]}


def _weights(name: str) -> Path:
    return data_dir() / "weights" / TABLE / f"{name}.safetensors"


def record_parts() -> list[Path]:
    """The records of the shipped GPoCM network with LaSAFT."""
    return measure_parts(_weights("gpocm_cunet_lasaft"), data_root=chapter_root("lite"))


def record_gates() -> Iterator[Path]:
    """The records of the networks of `GATE_ROWS` whose weights are here."""
    for row, name in GATE_ROWS.items():
        if (path := _weights(name)).is_file():
            yield measure_gates(row, path, data_root=chapter_root("lite"))


def record_gains() -> Iterator[Path | str]:
    """The records of `PAIRS`; of a pair that can't be written, a sentence."""
    for pair in PAIRS:
        yield write_gains(*pair) or f"{pair_row(*pair)}: no records yet"


if __name__ == "__main__":
    runner.from_shell({"condition_parts": record_parts, GATE_LEVELS: record_gates, PAIRED_GAINS: record_gains})
