"""Packages that tests compare with, and why a test is skipped without them."""

import shutil
from importlib import import_module
from typing import Any

import pytest


def program(name: str) -> str:
    """A program's path; skips the test where it is not installed."""
    found = shutil.which(name)
    if found is None:
        pytest.skip(f"the program {name} is not installed")
    return found


def with_ffmpeg(package: str) -> Any:
    """stempeg or musdb, which refuse to be imported without ffmpeg; skips the test there."""
    program("ffmpeg")
    program("ffprobe")
    return import_module(package)
