"""Separate, change, remix in the benchmark of chapter 5, and both ways on clips of real songs.

``python -m lasaft_nb.experiments.remix_benchmark tables`` scores the shipped separators of one source each (the
experiment ``lite_dedicated``) on the test songs: rows of Tables 5.2 and 5.3. ``… real FILE.stem.mp4…`` scores what a
user has at hand on real songs, which decides what `Manipulator.from_pretrained("auto")` takes; without files it takes
the clip that stempeg brings.
"""

import warnings
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from lasaft_nb.aml.command import TARGETS, Command
from lasaft_nb.aml.grammar import commands
from lasaft_nb.audio.blocks import Audio
from lasaft_nb.audio.waveform import Waveform
from lasaft_nb.data import chapter_root, example_song, identify, tracks
from lasaft_nb.data.array_track import StemTrack, at_rate
from lasaft_nb.errors import Note
from lasaft_nb.experiments.runner import from_shell
from lasaft_nb.inference.best_way import EXPERIMENT, NOTHING
from lasaft_nb.inference.by_sentences import BySentences
from lasaft_nb.inference.choose_network import AUTHORS_VOCALS, Choice, best_shipped
from lasaft_nb.inference.manipulator import DEFAULT, Manipulator
from lasaft_nb.inference.remix import Choose, Remixer
from lasaft_nb.inference.separator import Separator
from lasaft_nb.metrics.manipulation import METRIC, better_than_nothing, evaluate_manipulation, tasks_of
from lasaft_nb.paths import sha256_of
from lasaft_nb.results import records
from lasaft_nb.results.published import REMIX

SEPARATORS = "lite_dedicated"  # the experiment whose networks separate: one a source
TRAINED_ON = ("Music Delta - 80s Rock",)  # clips of MUSDB18's training tracks; the others are of test tracks


class Remembering(Separator):
    """A separator that remembers what it made of its last songs: most tasks begin with the same one."""

    SONGS = 4

    def blocks(self, audio: Audio, targets: tuple[str, ...], **options: Any) -> Iterator[Waveform]:
        """Sources in blocks (s, n, c), as `Separator.blocks`."""
        known: dict[Any, list[Waveform]] = self.__dict__.setdefault("_known", {})
        key = (hash(audio.read().tobytes()), targets, *sorted(options.items()))
        if key not in known:
            known[key] = list(super().blocks(audio, targets, **options))
        while len(known) > self.SONGS:
            known.pop(next(iter(known)))
        return iter(known[key])


def shipped(targets: Sequence[str]) -> list[Choice]:
    """The shipped network of `SEPARATORS` for each of ``targets``."""
    return [_choice(f"{SEPARATORS}/tfc_tdf-{target}", (target,)) for target in targets]


def _choice(name: str, targets: Sequence[str]) -> Choice:
    return Choice(separator=Remembering.from_pretrained(name, device="cpu"), targets=tuple(targets))


def measure_tables(preset: str = "lite", *, root: Path | str | None = None) -> Iterator[Path]:
    """The row of the pipeline in Tables 5.3 and 5.2, of networks that were trained at ``preset``; their paths.

    What its separators cost in training, steps and seconds and parameters, is the sum over them.
    """
    data_root = chapter_root(preset)
    separating = records.find(SEPARATORS, preset=preset)
    named = [record for record in separating if set(record["scores"]) <= set(TARGETS)]
    cost = {name: sum(record[name] for record in named) for name in ("steps", "seconds", "parameters")}
    remixer = Remixer(shipped)
    (rate,) = {choice.separator.sample_rate for choice in remixer.choices(TARGETS)}
    songs = [at_rate(track, rate) for track in tracks(data_root, "test")]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", Note)
        scores = evaluate_manipulation(remixer, songs, progress=False)
    reference = records.find("table_5_3", row=NOTHING, preset=preset)[0]["scores"]
    better = f"{len(better_than_nothing(scores, reference))} of {len(tasks_of(scores))} tasks"
    dataset = {**identify(data_root), "split": "test"}
    common: dict[str, Any] = {"row": REMIX, "preset": preset, "seed": 0, **cost}
    yield records.write(
        records.make(
            experiment="table_5_3",
            dataset={**dataset, "sample_rate": rate},
            scores=scores,
            mixture=reference,
            notes=f"better than doing nothing on {better}; it can't remove reverb, which stays; one network a source",
            **common,
        ),
        root,
    )
    scores, mixture = (_sdr(separating, name) for name in ("scores", "mixture"))
    note = f"the scores of {SEPARATORS}: to separate is what its networks do"
    record = records.make(experiment="table_5_2", dataset=dataset, scores=scores, mixture=mixture, notes=note, **common)
    yield records.write(record, root)


def _sdr(separating: Sequence[records.Record], name: str) -> dict[str, Any]:
    """SDR of every source in some records' "scores" or "mixture"."""
    return {target: {"SDR": one["SDR"]} for record in separating for target, one in record.get(name, {}).items()}


@dataclass(frozen=True)
class AtItsRate:
    """A manipulator for songs at another rate than its networks': it resamples there and back."""

    manipulator: BySentences
    sample_rate: int

    def manipulate(self, source: Any, sentences: str, /, **call: Any) -> np.ndarray:
        """The manipulated song (n, 2), as `BySentences.manipulate`."""
        return self.manipulator.manipulate(source, sentences, **call)


def one_source(source: str) -> dict[str, Command]:
    """All commands that name ``source`` alone, by their sentence."""
    return {str(command): command for command in commands() if command.targets == {source}}


def measure_real(*files: str, root: Path | str | None = None) -> Iterator[Path]:
    """RMSE-MFCC of every sentence with one source, on clips of real songs, for every network at hand; their paths."""
    ways: list[tuple[str, BySentences | None, Sequence[str]]] = [(NOTHING, None, TARGETS)]
    ways += [(DEFAULT, Manipulator.from_pretrained(DEFAULT, device="cpu"), TARGETS)]
    for source in TARGETS:
        names = {best_shipped(source), AUTHORS_VOCALS if source == "vocals" else None} - {None}
        ways += [(str(name), Remixer(_only(str(name))), (source,)) for name in sorted(map(str, names))]
    songs = [StemTrack(file) for file in files or (str(example_song()),)]
    rate = songs[0].sample_rate
    for row, way, sources in ways:
        manipulator = None if way is None else AtItsRate(way, rate)
        benchmark = {text: command for source in sources for text, command in one_source(source).items()}
        scores = evaluate_manipulation(manipulator, [at_rate(song, rate) for song in songs], benchmark=benchmark)
        yield records.write(_record(songs, row, {text: scores[text] for text in benchmark}), root)


def _only(name: str) -> Choose:
    return lambda targets: [_choice(name, targets)]


def _record(songs: Sequence[StemTrack], row: str, scores: Mapping[str, Any]) -> records.Record:
    names = ", ".join(song.name for song in songs)
    split = "train and test" if any(song.name in TRAINED_ON for song in songs) else "test"
    dataset = {"name": names, "fingerprint": " ".join(sha256_of(song.path)[:16] for song in songs), "split": split}
    notes = f"{METRIC} of every sentence with one source on clips of some seconds; decides what `auto` takes"
    return records.make(
        experiment=EXPERIMENT, row=row, preset="released", seed=0, dataset=dataset, scores=scores, notes=notes
    )


if __name__ == "__main__":
    from_shell({"tables": measure_tables, "real": measure_real})
