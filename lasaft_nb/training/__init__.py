"""Training: presets, one task for every model, exact resume, and weights that are safe to load.

``training.fit`` is the module; the function is ``training.fit.fit``.
"""

from typing import Any

_LAZY = {
    "Preset": "presets",
    "preset": "presets",
    "model_config": "presets",
    "save": "checkpoint",
    "load": "checkpoint",
}
__all__ = list(_LAZY)


def __getattr__(name: str) -> Any:
    """Import a public name when it is first asked for: most need torch, some Lightning."""
    if name not in _LAZY:
        raise AttributeError(f"module 'lasaft_nb.training' has no attribute {name!r}; it has {', '.join(_LAZY)}")
    from importlib import import_module

    return getattr(import_module(f"lasaft_nb.training.{_LAZY[name]}"), name)
