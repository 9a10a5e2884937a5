"""The weight map carries the values it shows, to within the step it states."""

import base64
import io
import json
import re

import numpy as np
import pytest
import torch
from PIL import Image

from lasaft_nb.show import weight_map


def parts(html: str) -> tuple[dict, np.ndarray]:
    data = json.loads(re.search(r"<script type='application/json'>(.*?)</script>", html)[1])
    [png] = map(base64.b64decode, re.findall(r"data:image/png;base64,([\w+/=]+)", html))  # once, not twice
    return data, np.asarray(Image.open(io.BytesIO(png))).astype(float)[::-1]  # the first row is at the bottom


def test_the_values_come_back_to_within_half_the_stated_step() -> None:
    matrix = torch.randn(20, 30)
    data, levels = parts(weight_map(matrix, "weights").html)
    back = (levels - 127) / 127 * data["largest"]
    assert np.abs(back - matrix.numpy()).max() <= data["largest"] / 127 / 2 + 1e-6
    assert (data["height"], data["width"]) == (20, 30)


def test_zero_is_exactly_zero_and_an_empty_matrix_of_zeros_can_be_shown() -> None:
    data, levels = parts(weight_map(np.zeros((4, 4)), "nothing").html)
    assert data["largest"] == 1
    assert (levels == 127).all()


def test_axes_in_hertz_reach_the_page_and_the_same_matrix_gives_the_same_bytes() -> None:
    matrix = np.eye(8)
    first, second = (weight_map(matrix, "eye", rows="output", row_hz=43.07).html for _ in range(2))
    assert first == second
    assert parts(first)[0]["rows"] == {"name": "output", "hz": 43.07}


def test_a_title_cannot_break_out_of_its_element() -> None:
    html = weight_map(np.eye(2), "</script><b>", rows="</script>").html
    assert "</script><b>" not in html
    assert html.count("</script>") == 3


@pytest.mark.parametrize("matrix", [np.zeros(3), np.zeros((2, 2000)), np.full((2, 2), np.inf)])
def test_what_is_no_matrix_of_a_page_is_refused(matrix: np.ndarray) -> None:
    with pytest.raises(ValueError, match="matrix must be 2-D, finite and at most 1024 cells"):
        weight_map(matrix, "weights")
