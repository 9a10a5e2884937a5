"""The same sentence twenty times in a row: what a network leaves behind, step by step (thesis 5.5.5, Figure 5.7).

``python -m lasaft_nb.experiments.progressive`` measures the shipped networks (or the rows given as arguments) on the
test songs and writes records. Songs and stems are (n, 2), rates in Hz.
"""

import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

import numpy as np

from lasaft_nb.aml.command import Command
from lasaft_nb.aml.effects import manipulate, mix
from lasaft_nb.aml.grammar import parse
from lasaft_nb.data import chapter_root
from lasaft_nb.experiments import amss_networks, card_record
from lasaft_nb.metrics.framewise import Array, framewise_sdr
from lasaft_nb.metrics.manipulation import HOW, ManipulatorLike
from lasaft_nb.metrics.rmse_mfcc import rmse_mfcc
from lasaft_nb.metrics.summary import collect
from lasaft_nb.probes.error_decomposition import decibels, explain

EXPERIMENT = "progressive"
SENTENCE = "apply highpass to drums"  # the thesis's
STEPS = 20
SECONDS = 3.0  # of every song, from its middle
NOTHING = "no manipulation"
METRICS = ("artefacts", "RMSE-MFCC", "SDR", "level")


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
    """`METRICS` of one step (n, 2): artefacts in dB re the output; RMSE-MFCC, SDR and level (dB) against the target."""
    sdr = framewise_sdr(target, output, sample_rate)
    return {
        "artefacts": explain(output, stems).artefacts,
        "RMSE-MFCC": rmse_mfcc(target, output, sample_rate),
        "SDR": float(np.nanmedian(sdr)),
        "level": decibels(float(np.square(output).mean()) / float(np.square(target).mean())),
    }


def of_song(manipulator: ManipulatorLike | None, stems: Mapping[str, Array], rate: int) -> dict[str, dict[str, float]]:
    """{step: `step_scores`} of a song with these stems (n, 2); manipulator None leaves it as it is."""
    song = mix(stems)
    outputs = outputs_of(manipulator, SENTENCE, song) if manipulator else iter([song] * STEPS)
    targets = targets_of(parse(SENTENCE), stems, rate)
    return {
        f"step {number}": step_scores(output, target, stems, rate)
        for number, (output, target) in enumerate(zip(outputs, targets, strict=True), start=1)
    }


def measure(row: str, weights: Path | None, *, data_root: Path, rate: int, root: Path | None = None) -> Path:
    """The record of one network, or of doing nothing at ``rate`` Hz; returns its path."""
    from lasaft_nb.inference.manipulator import Manipulator

    manipulator = Manipulator.pretrained(str(weights), device="cpu", window_seconds=SECONDS) if weights else None
    rate = manipulator.sample_rate if manipulator else rate
    found = {
        song.name: of_song(manipulator, amss_networks.middle(song, rate, SECONDS), rate)
        for song in amss_networks.songs_of(data_root)
    }
    notes = f'"{SENTENCE}", {SECONDS:g} s of every song'
    card = manipulator.card if manipulator else {}
    scores = collect(found)
    return card_record.write(EXPERIMENT, row, scores, card=card, data_root=data_root, notes=notes, root=root)


if __name__ == "__main__":
    nothing: dict[str, Path | None] = {} if sys.argv[1:] else {NOTHING: None}
    for name, path in {**nothing, **amss_networks.there(sys.argv[1:])}.items():
        print(measure(name, path, data_root=chapter_root("lite"), rate=22050))
