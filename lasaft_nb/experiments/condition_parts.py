"""Between two sources, and with another source's attention: what the parts of the condition do.

``python -m lasaft_nb.experiments.condition_parts`` measures the shipped network and writes records of two
experiments: the same request while its embedding moves from one source's to another's, and requests for one source
with the attention of another.
"""

from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from typing import Any

import numpy as np
import torch

from lasaft_nb.data import Track, chapter_root, tracks
from lasaft_nb.data.array_track import at_rate
from lasaft_nb.experiments import card_record
from lasaft_nb.metrics.framewise import Array, framewise_sdr
from lasaft_nb.metrics.summary import collect
from lasaft_nb.models.source_model import SourceModel
from lasaft_nb.paths import data_dir
from lasaft_nb.probes.latent_attention import attend_as, blended
from lasaft_nb.sources import SOURCES
from lasaft_nb.training import checkpoint

INTERPOLATION, SWAP = "embedding_interpolation", "attention_swap"
ENDS = ("vocals", "drums")
POSITIONS = (0.0, 0.25, 0.5, 0.75, 1.0)  # part of the way
SECONDS = 6.0  # of every song, from its middle


def row_of(position: float, ends: tuple[str, str] = ENDS) -> str:
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


def measure(weights: Path, *, data_root: Path, root: Path | None = None) -> list[Path]:
    """All records of a network; returns their paths."""
    model, card = checkpoint.load(weights)
    songs = tracks(data_root, "test")
    notes = f"{SECONDS:g} s of every song, at the network's sample rate"
    about: dict[str, Any] = {"card": card, "data_root": data_root, "root": root, "notes": notes}
    paths = []
    for position in POSITIONS:
        scores = {song.name: interpolated(model, song, position) for song in songs}
        paths.append(card_record.write(INTERPOLATION, row_of(position), collect(scores), **about))
    for attention in (None, *SOURCES):
        scores = {song.name: swapped(model, song, attention) for song in songs}
        row = f"attention of {attention or 'the source asked for'}"
        paths.append(card_record.write(SWAP, row, collect(scores), **about))
    return paths


if __name__ == "__main__":
    network = data_dir() / "weights" / "table_4_1" / "gpocm_cunet_lasaft.safetensors"
    for path in measure(network, data_root=chapter_root("lite")):
        print(path)
