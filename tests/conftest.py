"""Fixtures shared by all tests: fixed seeds, two threads, and the optional folder of reference material."""

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.toy_tracks import HalfOfTheMixture, ToyTrack

os.environ.setdefault("OMP_NUM_THREADS", "2")
REPOSITORY = Path(__file__).parent.parent


@pytest.fixture(scope="session", autouse=True)
def _own_results(tmp_path_factory: pytest.TempPathFactory) -> None:
    """What tests measure goes nowhere near the developer's own records, and isn't mixed with them."""
    os.environ["LASAFT_NB_RESULTS"] = str(tmp_path_factory.mktemp("results"))


@pytest.fixture(autouse=True)
def _fixed_seed() -> None:
    import numpy
    import torch

    torch.manual_seed(0)
    numpy.random.seed(0)  # noqa: NPY002  (libraries under test still use the global generator)


@pytest.fixture(scope="session")
def shared() -> Path:
    """The reference material that is not part of the project; tests that want it skip where it is absent."""
    folder = Path(os.environ.get("LASAFT_NB_SHARED", REPOSITORY.parent / "shared"))
    if not folder.is_dir():
        pytest.skip(f"the reference material is not here ({folder.name}/ beside the checkout, or $LASAFT_NB_SHARED)")
    return folder


@pytest.fixture
def noise() -> Callable[..., Any]:
    """A function that makes noise (n, c), float32, the same each time."""
    import numpy

    def make(n: int, channels: int = 2) -> Any:
        return numpy.random.default_rng(0).uniform(-0.5, 0.5, (n, channels)).astype(numpy.float32)

    return make


@pytest.fixture(scope="session")
def mini(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Three generated songs of 6 s, in one process."""
    from lasaft_nb.synth import make_dataset

    os.environ["OMP_NUM_THREADS"] = "1"
    return make_dataset(tmp_path_factory.mktemp("mini") / "nano", "nano", jobs=1, progress=False)


@pytest.fixture(scope="session")
def nano() -> Path:
    """The smallest mini dataset: a track of 6 s for each of training, validation and test."""
    from lasaft_nb.data import chapter_root

    return chapter_root("smoke")


@pytest.fixture
def tracks() -> list[ToyTrack]:
    """Three songs in memory."""
    return [ToyTrack(f"toy {seed}", seed) for seed in range(3)]


@pytest.fixture
def separator() -> HalfOfTheMixture:
    """A separator without a network."""
    return HalfOfTheMixture()
