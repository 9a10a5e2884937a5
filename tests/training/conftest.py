from pathlib import Path

import pytest

from lasaft_nb.data import chapter_root


@pytest.fixture(scope="session")
def nano() -> Path:
    """The smallest mini dataset: a track of 6 s for each of training, validation and test."""
    return chapter_root("smoke")
