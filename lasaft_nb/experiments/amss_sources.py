"""What AMSS-Net does to named and unnamed sources, sentence by sentence, and how adjectives order it (thesis 5.5.6).

``python -m lasaft_nb.experiments.amss_sources`` measures the shipped networks (or the rows given as arguments) on the
test songs and writes records.
"""

import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np

from lasaft_nb.aml.command import FILTER_LEVELS, TARGETS
from lasaft_nb.aml.effects import manipulate, mix
from lasaft_nb.aml.grammar import parse
from lasaft_nb.data import chapter_root
from lasaft_nb.experiments import amss_networks, card_record
from lasaft_nb.metrics.framewise import Array
from lasaft_nb.metrics.manipulation import HOW, ManipulatorLike
from lasaft_nb.metrics.summary import collect
from lasaft_nb.probes.error_decomposition import error_by_source

EXPERIMENT = "amss_sources"
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


def measure(row: str, weights: Path, *, data_root: Path, root: Path | None = None) -> list[Path]:
    """The two records of one network, of the error by source and of the levels' order; returns their paths."""
    from lasaft_nb.inference.manipulator import Manipulator

    manipulator = Manipulator.pretrained(str(weights), device="cpu", window_seconds=SECONDS)
    found, order = {}, {}
    for song in amss_networks.songs_of(data_root):
        stems = amss_networks.middle(song, manipulator.sample_rate, SECONDS)
        found[song.name] = {text: of_sentence(manipulator, text, stems) for text in SENTENCES}
        order[song.name] = order_of(found[song.name])
    about: dict[str, Any] = {"card": manipulator.card, "data_root": data_root, "root": root}
    notes = f"dB, {SECONDS:g} s of every song"
    written = {EXPERIMENT: collect(found), LEVELS: collect(order)}
    return [card_record.write(name, row, scores, notes=notes, **about) for name, scores in written.items()]


def order_of(found: Mapping[str, Mapping[str, float]]) -> dict[str, dict[str, float]]:
    """`ordered` for every filter and source of one song, by name ("lowpass, drums"), for the network and the truth."""
    levels = {who: {text: one[who] for text, one in found.items()} for who in ("level", "true level")}
    pairs = [(kind, source) for kind in FILTERS for source in TARGETS]
    return {
        f"{kind}, {source}{suffix}": ordered(levels[who], kind, source)
        for who, suffix in (("level", ""), ("true level", ", truth"))
        for kind, source in pairs
    }


if __name__ == "__main__":
    for name, path in amss_networks.there(sys.argv[1:]).items():
        print(*measure(name, path, data_root=chapter_root("lite")), sep="\n")
