"""Peak memory of feature maps, on work whose peak can be counted by hand."""

from collections.abc import Callable

import pytest
import torch
from torch import Tensor

from lasaft_nb.probes.memory import peak_bytes

X = torch.zeros(1000)  # 4000 bytes


def in_a_row(x: Tensor) -> Tensor:
    for _ in range(10):
        x = x + 1
    return x


@pytest.mark.parametrize(
    ("work", "n_alive"),
    [
        (lambda: X + 1, 1),
        (lambda: (X + 1) + (X + 2), 3),
        (lambda: in_a_row(X), 2),  # the old map is freed when the new one is there
        (lambda: (X + 1).relu_().view(10, 100).T, 1),  # in place, and views of one storage
        (lambda: X.view(10, 100), 0),
    ],
)
def test_what_lives_at_one_time_is_counted_once(work: Callable[[], Tensor], n_alive: int) -> None:
    assert peak_bytes(work) == n_alive * 4000
    with torch.inference_mode():
        assert peak_bytes(work) == n_alive * 4000


def test_a_batch_of_four_needs_four_times_the_maps_of_one() -> None:
    layer = torch.nn.Conv2d(2, 3, 3).eval()
    one, four = torch.zeros(1, 2, 9, 9), torch.zeros(4, 2, 9, 9)
    assert peak_bytes(lambda: layer(four)) == 4 * peak_bytes(lambda: layer(one)) == 4 * 3 * 7 * 7 * 4


def test_what_is_kept_for_the_gradient_counts_in_training() -> None:
    x = torch.zeros(1000, requires_grad=True)

    def work() -> None:
        in_a_row(x).square().sum().backward()

    def squares() -> Tensor:
        y = x
        for _ in range(10):
            y = y.square()
        return y.sum()

    assert peak_bytes(squares) < 3 * 4000
    assert 10 * 4000 <= peak_bytes(lambda: squares().backward(), training=True) < 14 * 4000
    assert peak_bytes(work, training=True) < 6 * 4000  # a sum keeps nothing
