"""Whole songs through a trained network: read, cut, separate, add up, write."""

from typing import Any

__all__ = ["Separator"]


def __getattr__(name: str) -> Any:
    """Import `Separator` when it is first asked for: it needs torch."""
    if name not in __all__:
        raise AttributeError(f"module 'lasaft_nb.inference' has no attribute {name!r}; it has {', '.join(__all__)}")
    from lasaft_nb.inference.separator import Separator

    return Separator
