"""Which way obeys a sentence best, by records of real songs: a network that reads it, separation, or neither."""

import json
import warnings
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from lasaft_nb.aml import Command
from lasaft_nb.audio.blocks import Audio
from lasaft_nb.audio.waveform import Waveform, in_channels
from lasaft_nb.errors import Note
from lasaft_nb.inference.by_sentences import BySentences, named
from lasaft_nb.inference.remix import Remixer
from lasaft_nb.paths import data_dir

EXPERIMENT = "real_manipulation"  # folder of the records
NOTHING = "no manipulation"
MARGIN = 0.15  # part of the loss of doing nothing; with 0.1 two sentences on drums were worse on one of two clips
Scores = Mapping[str, Mapping[str, float]]  # of a way: sentence: song: RMSE-MFCC


@dataclass(frozen=True, kw_only=True)
class Decision:
    """A way, what it is expected to score (RMSE-MFCC, mean over the songs of the record), and why."""

    way: str  # "network", "separation" or NOTHING
    why: str


class BestWay(BySentences):
    """Takes for every call the way that scored best for its sentences; leaves the song alone where none was better.

    ``recorded`` are scores on real songs by row: `NOTHING`, the name of a network that reads sentences, the names of
    separators. A way counts as better than doing nothing only if its mean over the recorded songs is by `MARGIN`.
    """

    name = "auto"

    def __init__(
        self, *, network: Callable[[], BySentences], network_name: str, remixer: Remixer, recorded: Mapping[str, Scores]
    ) -> None:
        self._make_network = network
        self._network_name = network_name
        self._remixer = remixer
        self._recorded = recorded

    @cached_property
    def _network(self) -> BySentences:
        return self._make_network()

    def decide(self, commands: Sequence[Command]) -> Decision:
        """The way for ``commands``, with the networks that are at hand."""
        separators = {target: choice for choice in self._remixer.choices(named(commands)) for target in choice.targets}
        rows = {target: choice.separator.name for target, choice in separators.items()}
        ways = {
            NOTHING: self._scores(commands, dict.fromkeys(rows, NOTHING)),
            "network": self._scores(commands, dict.fromkeys(rows, self._network_name)),
            "separation": self._scores(commands, rows),
        }
        nothing = ways.pop(NOTHING)
        unknown = {name for name in rows.values() if name not in self._recorded}
        if unknown and all(choice.separator.card.get("origin") for choice in separators.values()):
            why = f"{', '.join(sorted(unknown))} learned from real songs, and no record here says how well"
            return Decision(way="separation", why=why)
        better = {way: found for way, found in ways.items() if _is_better(found, nothing)}
        known = {way: found for way, found in {**ways, "doing nothing": nothing}.items() if found.size}
        said = ", ".join(f"{way} {found.mean():.1f}" for way, found in known.items())
        why = f"RMSE-MFCC on real songs, smaller is better: {said}" if said else "no record of real songs speaks of it"
        return Decision(way=min(better, key=lambda way: better[way].mean(), default=NOTHING), why=why)

    def _scores(self, commands: Sequence[Command], rows: Mapping[str, str]) -> np.ndarray:
        """Of a way on each recorded song, the mean over commands and their sources; empty where one is unknown."""
        found = []
        for command in commands:
            for source in command.sources:
                one = str(Command(task=command.task, targets=frozenset({source}), level=command.level))
                songs = self._recorded.get(rows[source], {}).get(one)
                if songs is None:
                    return np.array([])
                found.append([songs[song] for song in sorted(songs)])
        return np.mean(found, axis=0)

    def describe(self, commands: Sequence[Command] = ()) -> str:
        """The way that is taken for ``commands``, and why."""
        if not commands:
            return "the way that scored best for the sentences"
        decision = self.decide(commands)
        if decision.way == NOTHING:
            return f"no way is better than doing nothing by {MARGIN:.0%}, so the song is left as it is ({decision.why})"
        way = self._network if decision.way == "network" else self._remixer
        return f"{way.describe(commands)}; {decision.why}"

    def blocks(self, audio: Audio, commands: Sequence[Command], **options: Any) -> Iterator[Waveform]:
        """The manipulated song in blocks (n, 2), as `BySentences.blocks`."""
        decision = self.decide(commands)
        if decision.way == NOTHING:
            sentences = " and ".join(map(str, commands))
            say = f"{audio.name}: no way is better than doing nothing by {MARGIN:.0%} for {sentences!r}"
            warnings.warn(f"{say}; the song is left as it is ({decision.why})", Note, stacklevel=4)
            return (in_channels(block, 2) for block in audio.blocks())
        way = self._network if decision.way == "network" else self._remixer
        return way.blocks(audio, commands, **options)


def recorded() -> dict[str, Scores]:
    """What the project's records of real songs hold, by row; written by `lasaft_nb.experiments.remix_benchmark`."""
    found: dict[str, dict[str, dict[str, float]]] = {}
    for path in sorted((data_dir() / "results" / EXPERIMENT).glob("*.json")):
        record = json.loads(path.read_text(encoding="utf-8"))
        row = found.setdefault(record["row"], {})
        for sentence, metrics in record["scores"].items():
            tracks = metrics["RMSE-MFCC"]["per_track"]
            row.setdefault(sentence, {}).update({track["track"]: track["median"] for track in tracks})
    return dict(found)


def _is_better(found: np.ndarray, nothing: np.ndarray) -> bool:
    return found.size > 0 and found.shape == nothing.shape and bool(found.mean() < (1 - MARGIN) * nothing.mean())
