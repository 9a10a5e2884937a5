"""The estimation methods by name, as tables and saved models call them."""

from lasaft_nb.spectrogram.estimation import CME, DCSE, DME, MME, Estimation
from lasaft_nb.spectrogram.stereo_mask import StereoMask

_BY_NAME: dict[str, Estimation] = {
    "DCSE": DCSE(),
    "DCSE-levels": DCSE(level_weight=1.0),
    "DME": DME(),
    "DME-log": DME(log=True),
    "MME": MME(),
    "MME-log": MME(log=True),
    "CME-sigmoid": CME(activation="sigmoid"),
    "CME-tanh": CME(activation="tanh"),
    "CME-sigmoid-complex": CME(activation="sigmoid", product="complex"),
    "CME-tanh-complex": CME(activation="tanh", product="complex"),
    "stereo-mask": StereoMask(),
    "stereo-mask-levels": StereoMask(level_weight=1.0),
}


def names() -> tuple[str, ...]:
    """Names of all methods."""
    return tuple(_BY_NAME)


def by_name(name: str) -> Estimation:
    """The method that a table or a saved model calls ``name``, such as "DCSE" or "CME-tanh"."""
    if name not in _BY_NAME:
        raise ValueError(f"estimation must be one of {', '.join(_BY_NAME)}, got {name!r}")
    return _BY_NAME[name]
