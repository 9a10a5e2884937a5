"""Names of an earlier version: they work in one version more, with a warning that says where they are now."""

import warnings
from collections.abc import Callable
from importlib import import_module
from typing import Any


def moved(old: str, *, to: str, until: str) -> Callable[[str], Any]:
    """A ``__getattr__`` for a module that was called ``old``: it gives the names of ``to``, until version ``until``."""

    def find(name: str) -> Any:
        if name.startswith("__"):  # what the import system asks of every module
            raise AttributeError(f"module {old!r} has no attribute {name!r}")
        found = getattr(import_module(to), name)
        message = f"{old} is {to} now; the old name goes with version {until}"
        warnings.warn(message, DeprecationWarning, stacklevel=2)
        return found

    return find
