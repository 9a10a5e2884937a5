"""Beyond the thesis: do AMSS-Net's latent source channels line up with the mini dataset's true sub-sources?

A sentence asks for each source to be taken away; what every latent channel of the last block adds to that change is
correlated with the true sub-sources, as LaSAFT's latent sources are in `latent_sub_sources`.
``python -m lasaft_nb.experiments.latent_channels`` measures the shipped network and an untrained one.
"""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from lasaft_nb.data import Track, chapter_root
from lasaft_nb.experiments import amss_networks, card_record
from lasaft_nb.experiments.latent_sub_sources import GROUPS, excerpt
from lasaft_nb.metrics.framewise import Array
from lasaft_nb.metrics.summary import collect
from lasaft_nb.models.source_model import SpectrogramModel, before_training
from lasaft_nb.probes.latent_source_channels import LatentSounds
from lasaft_nb.probes.sub_source_alignment import Alignment, align, best_assignment, correlations, without_each
from lasaft_nb.training import checkpoint

EXPERIMENT = "latent_channels"
TRAINED, UNTRAINED = "AMSS-Net", "untrained AMSS-Net"
REMOVE = {  # sentences that take one source away; "other" can't be named, so the rest is separated
    "vocals": "mute vocals",
    "drums": "mute drums",
    "bass": "mute bass",
    "other": "separate vocals, drums, bass",
}
MARGIN = 0.05  # of correlation; less is no difference
SECONDS = 2.0  # of every song, from its middle


def channel_sounds(model: SpectrogramModel, mixture: Array) -> dict[str, list[Array]]:
    """For every source of `REMOVE` what each latent channel adds (n, 2); "mixture" is the sum over the sources."""
    found = {source: list(LatentSounds(model, mixture, sentence)) for source, sentence in REMOVE.items()}
    return {**found, "mixture": [np.sum(sounds, axis=0) for sounds in zip(*found.values(), strict=True)]}


def matrices_of(model: SpectrogramModel, track: Track, *, seconds: float = SECONDS) -> dict[str, tuple[Array, Array]]:
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


def group_scores(matrices: Sequence[Array], plain: Sequence[Array], parts: Sequence[str]) -> dict[str, list[float]]:
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


def measure(
    model: SpectrogramModel, *, row: str, card: Mapping[str, Any], data_root: Path, root: Path | None = None
) -> Path:
    """The record of one network; returns its path."""
    songs = amss_networks.songs_of(data_root)
    by_song = [matrices_of(model, song) for song in songs]
    found: dict[str, dict[str, dict[str, float]]] = {}
    for group, parts in GROUPS.items():
        matrices, plain = ([one[group][which] for one in by_song] for which in (0, 1))
        for metric, values in group_scores(matrices, plain, parts).items():
            names = [song.name for song in songs] if len(values) == len(songs) else ["all songs"]
            for name, value in zip(names, values, strict=True):
                found.setdefault(name, {}).setdefault(group, {})[metric] = value
    notes = f"correlation of magnitudes; {SECONDS:g} s of every song; the assignment is found on the other songs"
    scores = collect(found)
    return card_record.write(EXPERIMENT, row, scores, card=card, data_root=data_root, notes=notes, root=root)


def _is_single(numbers: Mapping[str, Sequence[float]], part: str) -> bool:
    own, margin, mixture = (float(np.nanmean(numbers[f"{part}{end}"])) for end in ("", ", margin", ", mixture"))
    return margin > MARGIN and own > mixture + MARGIN


def _assigned(mean: Array) -> list[int]:
    """For every part the channel that the mean of the other songs assigns to it."""
    rows, columns = best_assignment(mean)
    taken = dict(zip(columns.tolist(), rows.tolist(), strict=True))  # with fewer channels than parts some have none
    return [taken.get(place, int(mean[:, place].argmax())) for place in range(mean.shape[1])]


if __name__ == "__main__":
    if TRAINED in amss_networks.there():
        trained, about = checkpoint.load(amss_networks.there()[TRAINED])
        assert isinstance(trained, SpectrogramModel)
        print(measure(trained, row=TRAINED, card=about, data_root=chapter_root("lite")))
        fresh = before_training({**about, "seed": 0})
        assert isinstance(fresh, SpectrogramModel)
        print(measure(fresh, row=UNTRAINED, card={**about, "steps": 0}, data_root=chapter_root("lite")))
