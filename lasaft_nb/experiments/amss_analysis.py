"""What AMSS-Net does to sources, adjective by adjective and step by step (thesis 5.5.5, 5.5.6).

``python -m lasaft_nb.experiments.amss_analysis amss_sources [row …]`` (or ``progressive [row …]``) measures the shipped
networks, or those of the rows, on the test songs and writes records. Songs and stems are (n, 2), rates in Hz.
"""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import soxr

from lasaft_nb.aml.command import FILTER_LEVELS, TARGETS, Command
from lasaft_nb.aml.effects import manipulate, mix
from lasaft_nb.aml.grammar import parse
from lasaft_nb.audio.levels import decibels
from lasaft_nb.data import Track, chapter_root, tracks
from lasaft_nb.experiments import runner
from lasaft_nb.experiments.manipulation import TABLE_5_2
from lasaft_nb.experiments.runner import shipped
from lasaft_nb.metrics.framewise import Array, framewise_sdr
from lasaft_nb.metrics.manipulation import HOW, ManipulatorLike
from lasaft_nb.metrics.rmse_mfcc import rmse_mfcc
from lasaft_nb.metrics.scores import collect
from lasaft_nb.probes.error_decomposition import error_by_source, explain

# The networks of Table 5.2 that ship, and the excerpts on which chapter 5 looks inside them.

WEIGHTS = {row.name: shipped(TABLE_5_2, row.runs()[0]) for row in TABLE_5_2.rows if row.ship}  # by row
Stems = dict[str, Array]


def trained_networks(rows: Sequence[str] = ()) -> dict[str, Path]:
    """Weights by row, of those networks that have been trained; ``rows`` narrows the choice."""
    return {row: path for row, path in WEIGHTS.items() if path.is_file() and (not rows or row in rows)}


def middle(track: Track, sample_rate: int, seconds: float) -> Stems:
    """The stems (n, 2) of the middle of a song, at ``sample_rate`` Hz, turned down alike where their sum clips."""
    stems = track.stems(*track.middle(seconds))
    found = {name: soxr.resample(stem, track.sample_rate, sample_rate) for name, stem in stems.items()}
    peak = max(1.0, float(np.abs(np.sum(list(found.values()), axis=0)).max()))
    return {name: stem / np.float32(peak) for name, stem in found.items()}


def songs_of(data_root: Path) -> list[Track]:
    """The test songs."""
    return list(tracks(data_root, "test"))


# What AMSS-Net does to named and unnamed sources, sentence by sentence, and how adjectives order it (thesis 5.5.6).

AMSS_SOURCES = "amss_sources"
LEVELS = "effect_levels"  # the experiment of what is computed from levels over songs
SECONDS = 3.0  # of every song, from its middle
FILTERS = ("lowpass", "highpass")
VOLUMES = ("separate {}", "mute {}", "increase the volume of {}", "decrease the volume of {}")


def filter_sentence(kind: str, source: str, level: str = "") -> str:
    """Such as "apply heavy lowpass to drums"; without ``level`` the sentence has no adjective."""
    return " ".join(f"apply {level} {kind} to {source}".split())


SENTENCES = tuple(text.format(source) for text in VOLUMES for source in TARGETS) + tuple(
    filter_sentence(kind, source, level) for kind in FILTERS for source in TARGETS for level in (*FILTER_LEVELS, "")
)


def of_sentence(manipulator: ManipulatorLike, sentence: str, stems: Mapping[str, Array]) -> dict[str, float]:
    """The `error_by_source` of one sentence; ``stems`` (n, 2) are at the network's rate."""
    rate = manipulator.sample_rate
    after = manipulate(parse(sentence), stems, rate)
    peak = np.float32(max(1.0, float(np.abs(mix(after)).max())))
    before, after = ({name: one / peak for name, one in parts.items()} for parts in (stems, after))
    output = manipulator.manipulate(mix(before), sentence, sample_rate=rate, **HOW)
    return error_by_source(output, before, after)


def ordered(levels: Mapping[str, float], kind: str, source: str) -> dict[str, float]:
    """Whether light, medium and heavy are in order (1 or 0), and how many dB lie between neighbours.

    ``levels`` maps `filter_sentence`s to the named source's level in dB; a heavier filter leaves less of it.
    """
    light, medium, heavy = (levels[filter_sentence(kind, source, level)] for level in FILTER_LEVELS)
    plain = levels[filter_sentence(kind, source)]
    return {
        "in order": float(light > medium > heavy),
        "light to medium": light - medium,
        "medium to heavy": medium - heavy,
        "no level to medium": abs(plain - medium),
    }


def measure_sources(row: str, weights: Path, *, data_root: Path, root: Path | None = None) -> list[Path]:
    """The two records of one network, of the error by source and of the levels' order; returns their paths."""
    from lasaft_nb.inference.manipulator import Manipulator

    manipulator = Manipulator.from_pretrained(str(weights), device="cpu", window_seconds=SECONDS)
    found, order = {}, {}
    for song in songs_of(data_root):
        stems = middle(song, manipulator.sample_rate, SECONDS)
        found[song.name] = {text: of_sentence(manipulator, text, stems) for text in SENTENCES}
        order[song.name] = order_of(found[song.name])
    about: dict[str, Any] = {"card": manipulator.card, "data_root": data_root, "root": root}
    notes = f"dB, {SECONDS:g} s of every song"
    written = {AMSS_SOURCES: collect(found), LEVELS: collect(order)}
    return [runner.write_measured(name, row, scores, notes=notes, **about) for name, scores in written.items()]


def order_of(found: Mapping[str, Mapping[str, float]]) -> dict[str, dict[str, float]]:
    """`ordered` for every filter and source of one song, by name ("lowpass, drums"), for the network and the truth."""
    levels = {who: {text: one[who] for text, one in found.items()} for who in ("level", "true level")}
    pairs = [(kind, source) for kind in FILTERS for source in TARGETS]
    return {
        f"{kind}, {source}{suffix}": ordered(levels[who], kind, source)
        for who, suffix in (("level", ""), ("true level", ", truth"))
        for kind, source in pairs
    }


# The same sentence twenty times in a row: what a network leaves behind, step by step (thesis 5.5.5, Figure 5.7).

PROGRESSIVE = "progressive"
REPEATED = "apply highpass to drums"  # the thesis's
STEPS = 20
NOTHING = "no manipulation"
STEP_METRICS = ("artefacts", "RMSE-MFCC", "SDR", "level")


def targets_of(command: Command, stems: Mapping[str, Array], sample_rate: int, steps: int = STEPS) -> Iterator[Array]:
    """The true song (n, 2) after every step: the effect once, twice, … on the named sources."""
    now = dict(stems)
    for _ in range(steps):
        now = manipulate(command, now, sample_rate)
        yield mix(now)


def outputs_of(manipulator: ManipulatorLike, sentence: str, song: Array, steps: int = STEPS) -> Iterator[Array]:
    """What the network makes of ``song`` (n, 2), then of what it made of that."""
    for _ in range(steps):
        song = manipulator.manipulate(song, sentence, sample_rate=manipulator.sample_rate, **HOW)
        yield song


def step_scores(output: Array, target: Array, stems: Mapping[str, Array], sample_rate: int) -> dict[str, float]:
    """`STEP_METRICS` of one step (n, 2): artefacts in dB re the output; the others against the target, level in dB."""
    sdr = framewise_sdr(target, output, sample_rate)
    return {
        "artefacts": explain(output, stems).artefacts,
        "RMSE-MFCC": rmse_mfcc(target, output, sample_rate),
        "SDR": float(np.nanmedian(sdr)),
        "level": decibels(float(np.square(output).mean()) / float(np.square(target).mean())),
    }


def steps_of_song(
    manipulator: ManipulatorLike | None, stems: Mapping[str, Array], rate: int
) -> dict[str, dict[str, float]]:
    """{step: `step_scores`} of a song with these stems (n, 2); manipulator None leaves it as it is."""
    song = mix(stems)
    outputs = outputs_of(manipulator, REPEATED, song) if manipulator else iter([song] * STEPS)
    targets = targets_of(parse(REPEATED), stems, rate)
    return {
        f"step {number}": step_scores(output, target, stems, rate)
        for number, (output, target) in enumerate(zip(outputs, targets, strict=True), start=1)
    }


def measure_progressive(
    row: str, weights: Path | None, *, data_root: Path, rate: int, root: Path | None = None
) -> Path:
    """The record of one network, or of doing nothing at ``rate`` Hz; returns its path."""
    from lasaft_nb.inference.manipulator import Manipulator

    manipulator = Manipulator.from_pretrained(str(weights), device="cpu", window_seconds=SECONDS) if weights else None
    rate = manipulator.sample_rate if manipulator else rate
    found = {song.name: steps_of_song(manipulator, middle(song, rate, SECONDS), rate) for song in songs_of(data_root)}
    notes = f'"{REPEATED}", {SECONDS:g} s of every song'
    card = manipulator.card if manipulator else {}
    scores = collect(found)
    return runner.write_measured(PROGRESSIVE, row, scores, card=card, data_root=data_root, notes=notes, root=root)


def record_sources(*rows: str) -> Iterator[Path]:
    """Measure the trained networks, or those of ``rows``, at the chapter's songs; gives the records' paths."""
    for row, weights in trained_networks(rows).items():
        yield from measure_sources(row, weights, data_root=chapter_root("lite"))


def record_progressive(*rows: str) -> Iterator[Path]:
    """The same step by step; without ``rows`` also the record of doing nothing."""
    nothing: dict[str, Path | None] = {} if rows else {NOTHING: None}
    for row, weights in {**nothing, **trained_networks(rows)}.items():
        yield measure_progressive(row, weights, data_root=chapter_root("lite"), rate=22050)


if __name__ == "__main__":
    runner.from_shell({AMSS_SOURCES: record_sources, PROGRESSIVE: record_progressive})
