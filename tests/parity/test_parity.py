"""Every kind of network gives today what it gave when it agreed with the authors' code."""

import json
from pathlib import Path

import pytest
from safetensors import safe_open
from torch.testing import assert_close

from lasaft_nb import official
from lasaft_nb.inference.official.weights import TABLES

FOLDER = Path(__file__).parent / "fixtures"
FIXTURES = sorted(FOLDER.glob("*.safetensors"))


def test_there_is_a_small_fixture_for_each_of_the_authors_classes() -> None:
    assert {path.stem for path in FIXTURES} == set(TABLES)
    assert all(path.stat().st_size < 100_000 for path in FIXTURES)


@pytest.mark.parametrize("path", FIXTURES, ids=lambda path: path.stem)
def test_stored_weights_give_the_stored_output(path: Path) -> None:
    with safe_open(path, "pt") as file:
        made, tensors = file.metadata(), {key: file.get_tensor(key) for key in file.keys()}  # noqa: SIM118
    state = {key.removeprefix("net."): value for key, value in tensors.items() if key.startswith("net.")}
    network = official.from_state_dict(state, class_name=made["class"], config=json.loads(made["config"]))
    x = [tensors[key] for key in ("input", "condition") if key in tensors]
    assert tensors["output"].std() > 1e-3, "an output that says nothing"
    assert_close(network(*x), tensors["output"], atol=1e-5, rtol=1e-5)
