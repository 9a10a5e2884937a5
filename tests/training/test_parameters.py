from pathlib import Path
from typing import Any

import pytest
import torch

from lasaft_nb.training.parameters import ParameterError, checked

GOOD = {"preset_name": "smoke", "seed": 3, "device": "cpu", "data_root": "", "retrain": False}


def test_good_parameters_come_back(tmp_path: Path) -> None:
    assert checked(**GOOD) == ("smoke", 3, "cpu", "", False)
    assert checked(**{**GOOD, "data_root": tmp_path}).data_root == str(tmp_path)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"preset_name": "Smoke"}, "preset must be one of smoke, .*, got 'Smoke'"),
        ({"preset_name": ""}, "preset must be one of"),
        ({"preset_name": None}, "PRESET must be a text"),
        ({"seed": "3"}, "SEED must be a whole number from 0 to 4294967295, got '3'; papermill takes it as `-p SEED 3`"),
        ({"seed": 1.0}, "SEED must be a whole number"),
        ({"seed": True}, "SEED must be a whole number"),
        ({"seed": -1}, "SEED must be a whole number"),
        ({"seed": 2**32}, "SEED must be a whole number"),
        ({"device": "abacus"}, "device must be one of auto, cpu, cuda, mps, got 'abacus'"),
        ({"device": 0}, "DEVICE must be a text"),
        ({"data_root": "/no/such/folder"}, "DATA_ROOT '/no/such/folder' is no folder; check the path"),
        ({"data_root": __file__}, "is no folder"),
        ({"data_root": None}, "DATA_ROOT must be a text"),
        ({"retrain": "False"}, "RETRAIN must be True or False, got 'False'"),
        ({"retrain": 1}, "RETRAIN must be True or False, got 1"),
    ],
)
def test_each_bad_parameter_is_one_sentence(change: dict[str, Any], message: str) -> None:
    with pytest.raises(ParameterError, match=message) as raised:
        checked(**{**GOOD, **change})
    assert raised.value._render_traceback_() == [f"{raised.value}."]


@pytest.mark.skipif(torch.cuda.is_available(), reason="for machines without a GPU of NVIDIA")
def test_a_gpu_that_is_not_there_is_one_sentence() -> None:
    with pytest.raises(ParameterError, match=r"device 'cuda' is not available .* use 'auto' or 'cpu'"):
        checked(**{**GOOD, "device": "cuda"})
