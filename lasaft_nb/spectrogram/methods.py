"""The estimation methods by name, as tables and saved models call them."""

from collections.abc import Callable

from lasaft_nb.spectrogram.band_levels import BandLevels
from lasaft_nb.spectrogram.estimation import CME, DCSE, DME, MME, Estimation
from lasaft_nb.spectrogram.stereo_mask import StereoMask

_BY_NAME: dict[str, Estimation] = {
    "DCSE": DCSE(),
    "DME": DME(),
    "DME-log": DME(log=True),
    "MME": MME(),
    "MME-log": MME(log=True),
    "CME-sigmoid": CME(activation="sigmoid"),
    "CME-tanh": CME(activation="tanh"),
    "CME-sigmoid-complex": CME(activation="sigmoid", product="complex"),
    "CME-tanh-complex": CME(activation="tanh", product="complex"),
    "stereo-mask": StereoMask(),
}


_WITH_LEVELS: dict[str, Callable[..., Estimation]] = {"DCSE-levels": DCSE, "stereo-mask-levels": StereoMask}


def names() -> tuple[str, ...]:
    """Names of all methods."""
    return (*_BY_NAME, *_WITH_LEVELS)


def by_name(name: str, *, sample_rate: int = 44100) -> Estimation:
    """The method that a table or a saved model calls ``name``, such as "DCSE" or "CME-tanh".

    ``sample_rate`` in Hz is that of the sound, for those whose loss has levels of bands.
    """
    if name in _WITH_LEVELS:
        return _WITH_LEVELS[name](levels=BandLevels(sample_rate=sample_rate))
    if name not in _BY_NAME:
        raise ValueError(f"estimation must be one of {', '.join(names())}, got {name!r}")
    return _BY_NAME[name]
