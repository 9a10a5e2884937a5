"""The only way to museval, which has to load also where ffmpeg is not installed."""

import sys
from importlib import import_module
from types import ModuleType
from typing import Any

from lasaft_nb.errors import extra


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
