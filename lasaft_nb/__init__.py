"""lasaft-nb: source separation with latent sources, as a library that a Jupyter Book runs on.

The book reproduces W. Choi, "Deep Learning-based Latent Source Analysis for Source-aware Audio Manipulation" (2021).
Sub-packages load on first use, so ``import lasaft_nb`` alone does not import torch.
"""

from importlib import import_module
from typing import Any

__version__ = "0.1.0"

_LAZY = {
    "aml": "lasaft_nb.aml",
    "audio": "lasaft_nb.audio",
    "data": "lasaft_nb.data",
    "evaluation": "lasaft_nb.evaluation",
    "official": "lasaft_nb.inference.official",
    "show": "lasaft_nb.show",
    "zoo": "lasaft_nb.models.zoo",
    "Manipulator": "lasaft_nb.inference.manipulator:Manipulator",
    "Separator": "lasaft_nb.inference.separator:Separator",
    "pretrained": "lasaft_nb.inference.pretrained:pretrained",
    "pretrained_names": "lasaft_nb.inference.pretrained:pretrained_names",
}
__all__ = ["__version__", *_LAZY]  # noqa: PLE0604  (names resolved by __getattr__)


def __getattr__(name: str) -> Any:
    """Import a public name when it is first asked for (PEP 562)."""
    if name not in _LAZY:
        raise AttributeError(f"module 'lasaft_nb' has no attribute {name!r}; it has {', '.join(_LAZY)}")
    module, _, attribute = _LAZY[name].partition(":")
    value = import_module(module)
    return getattr(value, attribute) if attribute else value


def __dir__() -> list[str]:
    return __all__
