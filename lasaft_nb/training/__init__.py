"""Training: presets, one task for every model, exact resume, and weights that are safe to load.

``training.fit`` is the module; the function is ``training.fit.fit``.
"""

from typing import Any

_LAZY = {
    "Preset": "lasaft_nb.training.presets:Preset",
    "preset": "lasaft_nb.training.presets:preset",
    "model_config": "lasaft_nb.training.presets:model_config",
    "checkpoint": "lasaft_nb.models.checkpoint",
}
__all__ = list(_LAZY)


def __getattr__(name: str) -> Any:
    """Import a public name when it is first asked for: most need torch, some Lightning."""
    if name not in _LAZY:
        raise AttributeError(f"module 'lasaft_nb.training' has no attribute {name!r}; it has {', '.join(_LAZY)}")
    from importlib import import_module

    module, _, attribute = _LAZY[name].partition(":")
    found = import_module(module)
    return getattr(found, attribute) if attribute else found
