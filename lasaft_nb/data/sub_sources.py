"""The eight true sub-sources of the mini dataset: what its four stems are made of."""

from lasaft_nb.audio.waveform import Waveform
from lasaft_nb.data.folder_track import FolderTrack
from lasaft_nb.data.track import Track
from lasaft_nb.errors import UserError
from lasaft_nb.sources import SOURCES
from lasaft_nb.synth.mixing.buses import SUB_STEMS

PARTS = {source: SUB_STEMS[source] for source in SOURCES}  # such as drums: kick, snare, hihat
SUB_SOURCES = tuple(part for parts in PARTS.values() for part in parts)  # the thesis's eight latent sources


def sub_sources(track: Track, start: int = 0, stop: int | None = None) -> dict[str, Waveform]:
    """Every sub-source of a generated song by name, (n, 2) at ``track.sample_rate``; those of a source add up to it.

    ``start`` and ``stop`` are samples, as in `Track.stem`. An instrument that does not play is silence.

    Raises:
        UserError: the track has no sub-sources, as MUSDB18's have none.
    """
    stems = {part: part if part == source else f"{source}_{part}" for source in SOURCES for part in PARTS[source]}
    there = {*track.sources, *(track.sub_stems if isinstance(track, FolderTrack) else ())}
    if missing := [stem for stem in stems.values() if stem not in there]:
        raise UserError(
            f"{track.path} has no {missing[0]}; only the mini dataset (`lasaft-nb data mini`) has sub-sources."
        )
    return {part: track.stem(stem, start, stop) for part, stem in stems.items()}
