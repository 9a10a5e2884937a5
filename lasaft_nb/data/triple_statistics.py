"""What a set of training triples holds: tasks, targets, gains, and how much the sentences change (thesis 5.3)."""

from typing import TYPE_CHECKING

import numpy as np

from lasaft_nb.aml.grammar import parse
from lasaft_nb.audio.levels import SILENCE, decibels
from lasaft_nb.audio.waveform import Waveform
from lasaft_nb.data.triples import Triples

if TYPE_CHECKING:
    import pandas as pd


def survey(triples: Triples, n: int) -> "pd.DataFrame":
    """One row for each of the first ``n`` triples.

    Columns:
        sentence, task, level, targets (their number);
        peak: largest absolute sample of A and A' before they got their common gain, at least 1: what they were
        divided by;
        signed_peak: the same of the samples as they are, signs kept: what the authors divide by;
        change_db: energy of A' - A relative to A, in decibels; -120 where nothing changes.
    """
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
