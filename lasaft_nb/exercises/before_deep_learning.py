"""Answers to the exercises of ``book/02_background/03_before_deep_learning``."""

import numpy as np

from lasaft_nb.exercises.check import Exercise

_TIME = np.arange(800) / 100
_SOUND = np.stack((np.sin(_TIME), np.cos(3 * _TIME)), axis=1)
_NOISY = 0.5 * _SOUND + 0.1 * np.stack((np.cos(7 * _TIME), np.sin(5 * _TIME)), axis=1)


def _si_sdr(reference: np.ndarray, estimate: np.ndarray) -> float:
    """Scale-invariant SDR in dB over all samples and channels (Le Roux et al. 2019)."""
    scaled = (estimate * reference).sum() / (reference**2).sum() * reference
    return float(10 * np.log10((scaled**2).sum() / ((estimate - scaled) ** 2).sum()))


EXERCISES = {
    "half": Exercise(answer=6.0206, hint="the error is half the source; SDR is 20 log10 of source over error"),
    "si-sdr": Exercise(
        cases=(
            ((_SOUND, _NOISY), _si_sdr(_SOUND, _NOISY)),
            ((_SOUND, 10 * _NOISY), _si_sdr(_SOUND, _NOISY)),
            ((_NOISY, _SOUND), _si_sdr(_NOISY, _SOUND)),
        ),
        hint="scale the reference by <e, s> / <s, s> first; sums go over samples and channels together",
    ),
    "frames": Exercise(answer=7, hint="museval drops a second for every source when any source is silent in it"),
}
