"""Triples of mixture, manipulated mixture and sentence, to train on and to validate with (thesis 5.3, 5.5.1)."""

from collections.abc import Sequence
from typing import Any

import torch
from torch import Tensor
from torch.utils.data import Dataset

from lasaft_nb.aml.command import LEVELS, TARGETS, TASKS, Command
from lasaft_nb.aml.words import encode
from lasaft_nb.data.excerpts import Excerpts
from lasaft_nb.data.triples import Triple, Triples, manipulated
from lasaft_nb.training.loaders import Loaders, Middles

LEAD_IN = 1.0  # seconds


class Manipulated(Loaders):
    """Random triples of the training tracks' excerpts; fixed ones of the validation tracks' middles.

    ``tasks`` are those of `lasaft_nb.aml.command.TASKS` to learn; ("separate", "mute") makes AMSS-Net_separate.
    """

    def __init__(self, *args: Any, tasks: Sequence[str] = TASKS, **options: Any) -> None:
        super().__init__(*args, **options)
        self.tasks = tuple(tasks)

    @property
    def lead_in(self) -> int:
        """Samples in which filters and halls ring in, as they have in the middle of a song."""
        return round(LEAD_IN * self.preset.sample_rate)

    def examples(self, excerpts: Excerpts, middles: Middles) -> tuple[Dataset[Any], Dataset[Any]]:
        """Triples of both."""
        return self._random(excerpts), FixedTriples(middles, tasks=self.tasks)

    def _random(self, excerpts: Excerpts) -> Triples:
        return Triples(excerpts, tasks=self.tasks, seed=self.seed, lead_in=self.lead_in)

    def collate(self, examples: list[Triple]) -> tuple[Tensor, Tensor, Tensor]:
        """Before and after (b, c, n), tokens (b, w)."""
        before, after, sentences = zip(*examples, strict=True)
        return torch.stack(before), torch.stack(after), encode(sentences)


class FixedTriples(Dataset[Triple]):
    """Every task on every source that AML can name, tracks in turn: always the same triples.

    The level is the strongest a task has.
    """

    def __init__(self, middles: Middles, *, tasks: Sequence[str] = TASKS) -> None:
        self.middles = middles
        self.commands = [
            Command(task=task, targets=frozenset({source}), level=LEVELS[task][-1])
            for task in tasks
            for source in TARGETS
        ]

    def __len__(self) -> int:
        return len(self.commands)

    def __getitem__(self, index: int) -> Triple:
        if not 0 <= index < len(self):
            raise IndexError(f"index must be in 0..{len(self) - 1}, got {index}")
        _, stems = self.middles[index % len(self.middles)]
        return manipulated(self.commands[index], stems, self.middles.sample_rate)
