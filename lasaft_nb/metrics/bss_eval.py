"""BSSEval v4 as the field reports it: museval, windows of one second, medians over the frames that have a score."""

import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib import import_module
from types import ModuleType
from typing import Any, overload

import numpy as np
import numpy.typing as npt

from lasaft_nb.errors import UserError, extra
from lasaft_nb.metrics.framewise import Array, as_waveform, check_pair, check_sample_rate, is_unheard, median_score

METRICS = ("SDR", "ISR", "SIR", "SAR")
Stems = Mapping[str, npt.ArrayLike]


@dataclass(frozen=True)
class BssScores:
    """Scores of one source in dB per frame of a second, each (frame,).

    SDR: all errors. ISR: wrong level, colour or place. SIR: what is left of other sources. SAR: sounds nobody played.
    NaN marks frames in which a reference or an estimate is silent: museval scores none of the sources there.
    """

    sdr: Array
    isr: Array
    sir: Array
    sar: Array

    def __getitem__(self, metric: str) -> Array:
        """Frames of one of SDR, ISR, SIR, SAR, as in ``scores["SDR"]``."""
        if metric not in METRICS:
            raise KeyError(f"metric must be one of {', '.join(METRICS)}, got {metric!r}")
        return getattr(self, metric.lower())

    def median(self, metric: str = "SDR") -> float:
        """Median in dB over the frames that are not NaN; NaN where none is left."""
        return median_score(self[metric])

    def mean(self, metric: str = "SDR") -> float:
        """Mean in dB over the frames that are not NaN; NaN where none is left. One bad second moves it by decibels."""
        scored = self[metric][~np.isnan(self[metric])]
        return float(np.mean(scored)) if scored.size else float("nan")

    @property
    def medians(self) -> dict[str, float]:
        """Median of each metric in dB."""
        return {metric: self.median(metric) for metric in METRICS}


@overload
def bss_eval(reference: Stems, estimate: Stems, sample_rate: int) -> dict[str, BssScores]: ...
@overload
def bss_eval(
    reference: npt.ArrayLike, estimate: npt.ArrayLike, sample_rate: int, *, mixture: npt.ArrayLike | None = None
) -> BssScores: ...
def bss_eval(
    reference: Stems | npt.ArrayLike,
    estimate: Stems | npt.ArrayLike,
    sample_rate: int,
    *,
    mixture: npt.ArrayLike | None = None,
) -> dict[str, BssScores] | BssScores:
    """SDR, ISR, SIR and SAR per second, as ``museval.evaluate(..., mode="v4")`` computes them.

    SIR and SAR ask which part of the error is made of the *other* sources, so museval has to know them. Pass two dicts
    of stems with the same names; or one source with ``mixture``: then the other source is the accompaniment, mixture
    minus reference, and its estimate mixture minus estimate. One source alone has no SIR: it is returned as NaN.

    Args:
        reference: true source (n, c), or {name: (n, c)}.
        estimate: estimate(s) of the same shape and names.
        sample_rate: Hz, of both.
        mixture: (n, c), only with a single source.

    Returns:
        One ``BssScores``, or one per name.

    Raises:
        UserError: other names or shapes, a silent source, NaN, less than a second.
    """
    if isinstance(reference, Mapping) and isinstance(estimate, Mapping):
        if mixture is not None:
            raise UserError("mixture goes with a single source; with stems, name the other sources among them instead")
        return _of_stems(reference, estimate, sample_rate)
    if isinstance(reference, Mapping) or isinstance(estimate, Mapping):
        raise UserError("reference and estimate must both be arrays or both be dicts of stems, got one of each")
    true: Stems = {"the source": reference}
    guess: Stems = {"the source": estimate}
    if mixture is None:
        alone = _of_stems(true, guess, sample_rate)["the source"]
        return BssScores(alone.sdr, alone.isr, np.full_like(alone.sir, np.nan), alone.sar)
    return _of_stems(_with_rest(true, mixture), _with_rest(guess, mixture), sample_rate)["the source"]


def _with_rest(stems: Stems, mixture: npt.ArrayLike) -> Stems:
    whole = as_waveform(mixture, name="mixture")
    (name, stem), *_ = stems.items()
    source = as_waveform(stem, name=name)
    if whole.shape != source.shape:
        raise UserError(f"mixture has shape {whole.shape} but the source {source.shape}; cut or pad one of them")
    return {name: source, "accompaniment": whole - source}


def _of_stems(reference: Stems, estimate: Stems, sample_rate: int) -> dict[str, BssScores]:
    if set(reference) != set(estimate) or not reference:
        raise UserError(f"reference and estimate need the same names, got {sorted(reference)} and {sorted(estimate)}")
    names = list(reference)
    true = [as_waveform(reference[name], name=f"the reference of {name}") for name in names]
    guess = [as_waveform(estimate[name], name=f"the estimate of {name}") for name in names]
    for name, one, other in zip(names, true, guess, strict=True):
        check_pair(one, other, name=name)
        for role, waveform in (("reference", one), ("estimate", other)):
            if is_unheard(waveform):
                raise UserError(
                    f"left and right of the {role} of {name} cancel (L = -R), which museval counts as silent; "
                    f"leave {name} out"
                )
    if len({waveform.shape for waveform in true}) > 1:
        shapes = ", ".join(f"{name} {one.shape}" for name, one in zip(names, true, strict=True))
        raise UserError(f"all sources need one shape, got {shapes}; cut or pad them to one length")
    check_sample_rate(sample_rate, len(true[0]))
    scores = _museval(true, guess, sample_rate)
    return {name: BssScores(*(metric[index] for metric in scores)) for index, name in enumerate(names)}


def _museval(true: Sequence[Array], guess: Sequence[Array], sample_rate: int) -> tuple[Array, Array, Array, Array]:
    """Four arrays (source, frame), in the order of METRICS."""
    stems = np.stack(true), np.stack(guess)
    return load_museval().evaluate(*stems, win=sample_rate, hop=sample_rate, mode="v4", padding=False)


def load_museval() -> Any:
    """The module ``museval``.

    museval imports musdb only to find MUSDB18's files, musdb imports stempeg, and stempeg refuses to be imported where
    the programs ffmpeg and ffprobe are not on the PATH. There, and while museval is imported only, the name ``musdb``
    means a stand-in; a function of museval that does use musdb gets the real one from it, or stempeg's own complaint.
    """
    try:
        with extra("evaluate"):
            return import_module("museval")
    except RuntimeError as error:
        if "ffmpeg" not in str(error):
            raise
    stand_in = _MusdbWhenUsed("musdb")
    sys.modules["musdb"] = stand_in
    try:
        return import_module("museval")
    finally:
        stand_in.step_aside()


class _MusdbWhenUsed(ModuleType):
    """Imports the real musdb when something of it is asked for."""

    def step_aside(self) -> None:
        """Leave the name to the real module."""
        if sys.modules.get("musdb") is self:
            del sys.modules["musdb"]

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):  # what the import system asks of every module
            raise AttributeError(name)
        self.step_aside()
        return getattr(import_module("musdb"), name)
