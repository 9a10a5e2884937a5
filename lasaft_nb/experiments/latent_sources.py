"""Beyond the thesis: do latent sources line up with the mini dataset's true sub-sources, in LaSAFT and in AMSS-Net?

``python -m lasaft_nb.experiments.latent_sources latent_sub_sources [seeds]`` measures the shipped network and untrained
ones, ``latent_channels`` AMSS-Net and an untrained one.
"""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import soxr
import torch

from lasaft_nb.data import Track, chapter_root, tracks
from lasaft_nb.data.folder_track import sub_sources
from lasaft_nb.experiments import amss_analysis, runner
from lasaft_nb.metrics.framewise import Array
from lasaft_nb.metrics.scores import collect, summarise, track_scores
from lasaft_nb.models.source_model import SourceModel, SpectrogramModel, before_training
from lasaft_nb.paths import data_dir
from lasaft_nb.probes.cost import n_parameters
from lasaft_nb.probes.inside_amss_net import LatentSounds
from lasaft_nb.probes.latent_attention import attend_only, attention_of
from lasaft_nb.probes.sub_source_alignment import Alignment, align, best_assignment, correlations, without_each
from lasaft_nb.sources import PARTS, SOURCES, SUB_SOURCES
from lasaft_nb.training import checkpoint

# LaSAFT's latent sources: attention is fixed to one of them in all blocks, every source is asked for, and what comes
# out is correlated with the true sub-sources of that source; "mixture" adds the answers to all four requests and takes
# all eight.

LATENT_SUB_SOURCES = "latent_sub_sources"
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


def measure_sub_sources(
    model: SourceModel, *, row: str, about: Mapping[str, Any], data_root: Path, root: Path | None = None
) -> Path:
    """The record of one network; ``about`` holds its preset, seed and model; returns the record's path."""
    songs = tracks(data_root, "test")
    by_song = [matrices_of(model, song) for song in songs]
    scores = scores_of([song.name for song in songs], {group: [one[group] for one in by_song] for group in GROUPS})
    return runner.write_measured(
        LATENT_SUB_SOURCES,
        row,
        scores,
        card=about,
        data_root=data_root,
        parameters=n_parameters(model),
        notes=f"correlation of magnitudes; {SECONDS:g} s of every song; the assignment is found on the other songs",
        root=root,
    )


# AMSS-Net's latent source channels: a sentence asks for each source to be taken away; what every latent channel of the
# last block adds to that change is correlated with the true sub-sources, as LaSAFT's latent sources are.

LATENT_CHANNELS = "latent_channels"
AMSS, UNTRAINED_AMSS = "AMSS-Net", "untrained AMSS-Net"
REMOVE = {  # sentences that take one source away; "other" can't be named, so the rest is separated
    "vocals": "mute vocals",
    "drums": "mute drums",
    "bass": "mute bass",
    "other": "separate vocals, drums, bass",
}
MARGIN = 0.05  # of correlation; less is no difference
CHANNEL_SECONDS = 2.0  # of every song, from its middle


def channel_sounds(model: SpectrogramModel, mixture: Array) -> dict[str, list[Array]]:
    """For every source of `REMOVE` what each latent channel adds (n, 2); "mixture" is the sum over the sources."""
    found = {source: list(LatentSounds(model, mixture, sentence)) for source, sentence in REMOVE.items()}
    return {**found, "mixture": [np.sum(sounds, axis=0) for sounds in zip(*found.values(), strict=True)]}


def channel_matrices(
    model: SpectrogramModel, track: Track, *, seconds: float = CHANNEL_SECONDS
) -> dict[str, tuple[Array, Array]]:
    """For every group the correlations (l, k) of channels with true sub-sources, and those (k,) of the mixture."""
    mixture, truths = excerpt(track, model.sample_rate, seconds)
    sounds = channel_sounds(model, mixture)
    found = {}
    for group, names in GROUPS.items():
        wanted = {name: truths[name] for name in names}
        outputs = {str(channel): sound for channel, sound in enumerate(sounds[group])}
        matrix = correlations({**outputs, "mixture": mixture}, wanted)
        found[group] = (matrix[:-1], matrix[-1])
    return found


def channel_scores(matrices: Sequence[Array], plain: Sequence[Array], parts: Sequence[str]) -> dict[str, list[float]]:
    """Numbers of one group, each a list over songs (or of one): see `align`; and of every part the held-out channel.

    ``matrices`` and ``plain`` hold one array a song: (channel, part), and (1, part) for the mixture.
    "<part>" is the correlation with the part of the channel that the other songs assign to it, "<part>, margin" by how
    much that is above its correlation with any other part, "<part>, mixture" the correlation of the mixture itself.
    """
    found = align(matrices)
    numbers = {"found": [*found.found], "chance": [*found.chance], "gain": [*found.gain], "p": [found.p]}
    assigned = np.array([_assigned(rest) for rest in without_each(matrices)])  # (song, part)
    for place, part in enumerate(parts):
        rows = assigned[:, place]
        own = [matrices[song][row, place] for song, row in enumerate(rows)]
        others = [np.nanmax(np.delete(matrices[song][row], place)) for song, row in enumerate(rows)]
        numbers[part] = own
        numbers[f"{part}, margin"] = [one - other for one, other in zip(own, others, strict=True)]
        numbers[f"{part}, mixture"] = [one[place] for one in plain]
    numbers["single"] = [float(sum(_is_single(numbers, part) for part in parts))]
    numbers |= {f"{parts[place]}, channel": [float(row + 1)] for row, place in found.pairs}
    return numbers | _cells(found, parts)


def _cells(found: Alignment, parts: Sequence[str]) -> dict[str, list[float]]:
    """Mean correlation over songs of the channels that the best assignment takes, as "channel 3, kick"."""
    rows = [row for row, _ in found.pairs]
    return {
        f"channel {row + 1}, {part}": [found.matrix[row, place]] for row in rows for place, part in enumerate(parts)
    }


def measure_channels(
    model: SpectrogramModel, *, row: str, card: Mapping[str, Any], data_root: Path, root: Path | None = None
) -> Path:
    """The record of one network; returns its path."""
    songs = amss_analysis.songs_of(data_root)
    by_song = [channel_matrices(model, song) for song in songs]
    found: dict[str, dict[str, dict[str, float]]] = {}
    for group, parts in GROUPS.items():
        matrices, plain = ([one[group][which] for one in by_song] for which in (0, 1))
        for metric, values in channel_scores(matrices, plain, parts).items():
            names = [song.name for song in songs] if len(values) == len(songs) else ["all songs"]
            for name, value in zip(names, values, strict=True):
                found.setdefault(name, {}).setdefault(group, {})[metric] = value
    notes = (
        f"correlation of magnitudes; {CHANNEL_SECONDS:g} s of every song; the assignment is found on the other songs"
    )
    scores = collect(found)
    return runner.write_measured(LATENT_CHANNELS, row, scores, card=card, data_root=data_root, notes=notes, root=root)


def _is_single(numbers: Mapping[str, Sequence[float]], part: str) -> bool:
    own, margin, mixture = (float(np.nanmean(numbers[f"{part}{end}"])) for end in ("", ", margin", ", mixture"))
    return margin > MARGIN and own > mixture + MARGIN


def _assigned(mean: Array) -> list[int]:
    """For every part the channel that the mean of the other songs assigns to it."""
    rows, columns = best_assignment(mean)
    taken = dict(zip(columns.tolist(), rows.tolist(), strict=True))  # with fewer channels than parts some have none
    return [taken.get(place, int(mean[:, place].argmax())) for place in range(mean.shape[1])]


def record_sub_sources(seeds: str = "1") -> Iterator[Path]:
    """The records of the shipped network with LaSAFT, and of so many untrained ones."""
    shipped = data_dir() / "weights" / "table_4_1" / "gpocm_cunet_lasaft.safetensors"
    trained, card = checkpoint.load(shipped)
    yield measure_sub_sources(trained, row=TRAINED, about=card, data_root=chapter_root("lite"))
    for seed in range(int(seeds)):
        about = {**card, "seed": seed}
        yield measure_sub_sources(before_training(about), row=UNTRAINED, about=about, data_root=chapter_root("lite"))


def record_channels() -> Iterator[Path]:
    """The records of the shipped AMSS-Net, where it is here, and of the same network untrained."""
    if AMSS in amss_analysis.trained_networks():
        trained, card = checkpoint.load(amss_analysis.trained_networks()[AMSS])
        assert isinstance(trained, SpectrogramModel)
        yield measure_channels(trained, row=AMSS, card=card, data_root=chapter_root("lite"))
        fresh = before_training({**card, "seed": 0})
        assert isinstance(fresh, SpectrogramModel)
        yield measure_channels(fresh, row=UNTRAINED_AMSS, card={**card, "steps": 0}, data_root=chapter_root("lite"))


if __name__ == "__main__":
    runner.from_shell({LATENT_SUB_SOURCES: record_sub_sources, LATENT_CHANNELS: record_channels})
