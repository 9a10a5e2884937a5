"""Fixtures shared by all tests: fixed seeds, two threads, and the optional folder of reference material."""

import os
from pathlib import Path

import pytest

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
