"""Training triples: mixture, manipulated mixture and the sentence between them, and what a set holds (thesis 5.3)."""

from collections.abc import Iterator, Sequence
from random import Random
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import torch
from torch import Tensor
from torch.utils.data import Dataset

from lasaft_nb.aml.command import TASKS, Command
from lasaft_nb.aml.effects import apply
from lasaft_nb.aml.grammar import commands, paraphrases, parse
from lasaft_nb.audio.levels import SILENCE, decibels
from lasaft_nb.audio.waveform import Waveform
from lasaft_nb.data.excerpts import Excerpts
from lasaft_nb.errors import extra
from lasaft_nb.sources import SOURCES

if TYPE_CHECKING:
    import pandas as pd


class Triple(NamedTuple):
    """One example (A, A', S) of thesis Algorithm 1."""

    before: Tensor  # A, (2, n)
    after: Tensor  # A', (2, n)
    sentence: str  # S


class Triples(Dataset[Triple]):
    """Random triples, made on the fly from the stems of ``excerpts``.

    Triple ``i`` depends on ``seed`` and ``i`` alone (and on excerpt ``i``). Each of ``tasks`` is equally likely, and
    within a task each of its sentences, so synonyms and orders of sources vary. A and A' share one gain that keeps both
    in [-1, 1]; for "remove reverb" A is the one with reverb (Algorithm 1, whose last line returns A' first by a slip
    of the pen: its text asks for (A, A', S)).
    """

    def __init__(self, excerpts: Excerpts, *, tasks: Sequence[str] = TASKS, seed: int = 0, lead_in: int = 0) -> None:
        """``tasks`` as in `lasaft_nb.aml.command.TASKS`; ("separate", "mute") gives the set of AMSS-Net_separate.

        The first ``lead_in`` samples of an excerpt are cut off at the end, so that filters and halls have rung in.

        Raises:
            ValueError: If ``tasks`` is empty or names an unknown one.
        """
        if not tasks or set(tasks) - set(TASKS):
            raise ValueError(f"tasks must be some of {', '.join(TASKS)}; got {tuple(tasks)}")
        self.excerpts, self.tasks, self.seed = excerpts, tuple(tasks), seed
        self.lead_in = lead_in
        self.sample_rate = excerpts.tracks[0].sample_rate
        self.sentences = {
            task: [text for command in commands() if command.task == task for text in paraphrases(command)]
            for task in self.tasks
        }

    def __len__(self) -> int:
        return len(self.excerpts)

    def __iter__(self) -> Iterator[Triple]:
        return (self[index] for index in range(len(self)))

    def __getitem__(self, index: int) -> Triple:
        random = Random(f"{self.seed}/{index}")
        sentence = random.choice(self.sentences[random.choice(self.tasks)])
        _, stems = self.excerpts[index]
        before, after, _ = manipulated(parse(sentence), stems, self.sample_rate)
        return Triple(before[:, self.lead_in :], after[:, self.lead_in :], sentence)


def manipulated(command: Command, stems: Tensor, sample_rate: int) -> Triple:
    """The triple of a command's canonical sentence, from stems (4, 2, n) ordered as `SOURCES`, at that rate in Hz."""
    named = {source: stem.numpy().T for source, stem in zip(SOURCES, stems, strict=True)}
    before, after = apply(command, named, sample_rate)
    return Triple(torch.from_numpy(before.T.copy()), torch.from_numpy(after.T.copy()), str(command))


def survey(triples: Triples, n: int) -> "pd.DataFrame":
    """One row for each of the first ``n`` triples.

    Columns:
        sentence, task, level, targets (their number);
        peak: largest absolute sample of A and A' before they got their common gain, at least 1: what they were
        divided by;
        signed_peak: the same of the samples as they are, signs kept: what the authors divide by;
        change_db: energy of A' - A relative to A, in decibels; -120 where nothing changes.
    """
    with extra("evaluate"):
        import pandas as pd

    return pd.DataFrame([_row(triples, index) for index in range(n)])


def _row(triples: Triples, index: int) -> dict[str, object]:
    triple = triples[index]
    before, after = triple.before.numpy().astype(np.float64), triple.after.numpy().astype(np.float64)
    command = parse(triple.sentence)
    untouched = after if command.task == "dereverb" else before
    mixture = triples.excerpts[index][0][:, -untouched.shape[1] :].numpy()
    loudest = float(np.abs(untouched).max())
    peak = max(1.0, float(np.abs(mixture).max()) / loudest) if loudest else 1.0
    return {
        "sentence": triple.sentence,
        "task": command.task,
        "level": command.level,
        "targets": len(command.targets),
        "peak": peak,
        "signed_peak": max(1.0, peak * before.max(), peak * after.max()),
        "change_db": relative_level(after - before, before),
    }


def relative_level(change: Waveform, reference: Waveform) -> float:
    """Energy of ``change`` (n, c) in dB re that of ``reference`` (n, c); -120 at least, also where that is silent."""
    energy, base = float((change**2).sum()), float((reference**2).sum())
    return decibels(energy / base) if base else SILENCE
