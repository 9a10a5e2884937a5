"""Beyond the thesis: do LaSAFT's latent sources line up with the mini dataset's true sub-sources?

Attention is fixed to one latent source in all blocks, every source is asked for, and what comes out is correlated with
the true sub-sources of that source; "mixture" adds the answers to all four requests and takes all eight.
``python -m lasaft_nb.experiments.latent_sub_sources`` measures the shipped network and untrained ones.
"""

import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import soxr
import torch

from lasaft_nb.data import Track, chapter_root, tracks
from lasaft_nb.data.folder_track import sub_sources
from lasaft_nb.experiments import card_record
from lasaft_nb.metrics.framewise import Array
from lasaft_nb.metrics.summary import summarise, track_scores
from lasaft_nb.models.source_model import SourceModel, before_training
from lasaft_nb.paths import data_dir
from lasaft_nb.probes.cost import n_parameters
from lasaft_nb.probes.latent_attention import attend_only, attention_of
from lasaft_nb.probes.sub_source_alignment import Alignment, align, correlations
from lasaft_nb.sources import PARTS, SOURCES, SUB_SOURCES
from lasaft_nb.training import checkpoint

EXPERIMENT = "latent_sub_sources"
TRAINED, UNTRAINED = "GPoCM CUNet + LaSAFT", "untrained network"
GROUPS = {**{source: parts for source, parts in PARTS.items() if len(parts) > 1}, "mixture": SUB_SOURCES}
SECONDS = 4.0  # of every song, from its middle


@torch.inference_mode()
def latent_outputs(model: SourceModel, mixture: Array, latent: int) -> dict[str, Array]:
    """Answers (n, 2) to a request for each source, with attention on one latent source; "mixture" is their sum.

    ``mixture`` (n, 2) is at the model's sample rate.
    """
    batch = torch.from_numpy(np.ascontiguousarray(mixture.T, dtype=np.float32)).expand(len(SOURCES), -1, -1)
    with attend_only(model, latent):
        answers = model(batch, torch.arange(len(SOURCES)))[:, 0].numpy()
    found = {source: answer.T for source, answer in zip(SOURCES, answers, strict=True)}
    return {**found, "mixture": np.sum(list(found.values()), axis=0)}


def excerpt(track: Track, sample_rate: int, seconds: float) -> tuple[Array, dict[str, Array]]:
    """The middle of a song at ``sample_rate`` Hz: the mixture (n, 2), and its true sub-sources."""

    def at_rate(sound: Array) -> Array:
        return soxr.resample(sound, track.sample_rate, sample_rate)

    span = track.middle(seconds)
    truths = {part: at_rate(sound) for part, sound in sub_sources(track, *span).items()}
    return at_rate(track.mixture(*span)), truths


def matrices_of(model: SourceModel, track: Track, *, seconds: float = SECONDS) -> dict[str, Array]:
    """For every group of `GROUPS` the correlations (l, k) of latent sources with true sub-sources in one song."""
    mixture, truths = excerpt(track, model.sample_rate, seconds)
    n_latent = next(iter(attention_of(model).values())).shape[1]
    outputs = [latent_outputs(model, mixture, latent) for latent in range(n_latent)]
    return {
        group: correlations(
            {str(latent): outputs[latent][group] for latent in range(n_latent)}, {part: truths[part] for part in parts}
        )
        for group, parts in GROUPS.items()
    }


def scores_of(songs: Sequence[str], matrices: Mapping[str, Sequence[Array]]) -> dict[str, Any]:
    """A record's scores: for every group found, chance and gain per song, p, and each cell of the mean matrix.

    ``matrices`` has for every group one array (latent, part) a song.
    """
    return {group: _group_scores(songs, GROUPS[group], stack) for group, stack in matrices.items()}


def _group_scores(songs: Sequence[str], parts: Sequence[str], stack: Sequence[Array]) -> dict[str, Any]:
    found: Alignment = align(stack)
    per_song = {"found": found.found, "chance": found.chance, "gain": found.gain}
    scores = {
        name: summarise([track_scores(song, [value]) for song, value in zip(songs, values, strict=True)])
        for name, values in per_song.items()
    }
    cells = {
        cell_name(latent, part): found.matrix[latent, place]
        for latent in range(len(found.matrix))
        for place, part in enumerate(parts)
    }
    rest = {name: summarise([track_scores("all songs", [value])]) for name, value in {"p": found.p, **cells}.items()}
    return {**scores, **rest}


def cell_name(latent: int, part: str) -> str:
    """Name in a record of the mean correlation of a latent source (from 0) with a true one."""
    return f"latent {latent + 1}, {part}"


def measure(
    model: SourceModel, *, row: str, about: Mapping[str, Any], data_root: Path, root: Path | None = None
) -> Path:
    """The record of one network; ``about`` holds its preset, seed and model; returns the record's path."""
    songs = tracks(data_root, "test")
    by_song = [matrices_of(model, song) for song in songs]
    scores = scores_of([song.name for song in songs], {group: [one[group] for one in by_song] for group in GROUPS})
    return card_record.write(
        EXPERIMENT,
        row,
        scores,
        card=about,
        data_root=data_root,
        parameters=n_parameters(model),
        notes=f"correlation of magnitudes; {SECONDS:g} s of every song; the assignment is found on the other songs",
        root=root,
    )


if __name__ == "__main__":
    shipped = data_dir() / "weights" / "table_4_1" / "gpocm_cunet_lasaft.safetensors"
    trained, card = checkpoint.load(shipped)
    print(measure(trained, row=TRAINED, about=card, data_root=chapter_root("lite")))
    for seed in range(int(sys.argv[1]) if len(sys.argv) > 1 else 1):
        fresh = before_training({**card, "seed": seed})
        print(measure(fresh, row=UNTRAINED, about={**card, "seed": seed}, data_root=chapter_root("lite")))
