"""The data card prints what was measured."""

import importlib.util
from pathlib import Path
from types import ModuleType

import pytest

REPOSITORY = Path(__file__).parent.parent.parent


@pytest.fixture
def oracle_scores() -> ModuleType:
    spec = importlib.util.spec_from_file_location("oracle_scores", REPOSITORY / "tools" / "oracle_scores.py")
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_data_cards_table_is_that_of_the_records(oracle_scores: ModuleType) -> None:
    card = (REPOSITORY / "data" / "README.md").read_text(encoding="utf-8")
    table = card.partition(oracle_scores.BEGIN)[2].partition(oracle_scores.END)[0].strip()
    assert table == oracle_scores.table() and table.count("\n") == len(oracle_scores.ROWS) + 2


def test_a_fixed_filter_does_not_solve_the_mini_dataset(oracle_scores: ModuleType) -> None:
    rows = {line.split("|")[1].strip(): line.split("|")[2:6] for line in oracle_scores.table().splitlines()[2:]}
    equaliser, ideal = rows["best fixed equaliser"], rows["ideal ratio mask, magnitudes"]
    assert all(
        float(fixed) < 6 and float(fixed) + 1 < float(best) for fixed, best in zip(equaliser, ideal, strict=True)
    )
