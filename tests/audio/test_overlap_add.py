"""Overlap-add gives back what goes in, whatever the blocks, windows and batches."""

from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.testing import assert_allclose, assert_array_equal

from lasaft_nb.audio.overlap_add import Windows, overlap_add
from lasaft_nb.errors import UserError


def run(waveform: np.ndarray, block: int = 700, process: Callable = lambda x: x, **options: object) -> np.ndarray:
    batch_size = options.pop("batch_size", 3)
    blocks = [waveform[start : start + block] for start in range(0, len(waveform), block)]
    return np.concatenate(list(overlap_add(blocks, process, windows=Windows(**options), batch_size=batch_size)))


@settings(max_examples=60, deadline=None)
@given(
    n=st.integers(1, 5000),
    block=st.integers(100, 6000),
    size=st.integers(10, 1500),
    overlap=st.floats(0, 0.9),
    batch_size=st.integers(1, 7),
)
def test_an_identity_gives_the_input_back(n: int, block: int, size: int, overlap: float, batch_size: int) -> None:
    waveform = np.random.default_rng(n).uniform(-1, 1, (n, 2)).astype(np.float32)
    result = run(waveform, block=block, size=size, overlap=overlap, batch_size=batch_size)
    assert result.shape == waveform.shape
    assert_allclose(result, waveform, atol=1e-5)


@pytest.mark.parametrize("overlap", [0, 0.1, 0.25, 0.5, 0.75, 0.9])
def test_the_weights_of_all_windows_sum_to_one_after_division(overlap: float) -> None:
    ones = np.ones((4000, 1), dtype=np.float32)
    assert_allclose(run(ones, size=512, overlap=overlap), ones, atol=1e-6)


@pytest.mark.parametrize("overlap", [0.25, 0.5])
def test_weights_of_neighbours_sum_to_one_by_themselves_up_to_half_overlap(overlap: float) -> None:
    windows = Windows(size=400, overlap=overlap)
    shared = windows.size - windows.hop
    assert_allclose(windows.weights[:shared] + windows.weights[-shared:], np.ones(shared), atol=1e-6)


def test_windows_without_overlap_are_simply_laid_end_to_end() -> None:
    waveform = np.arange(1000, dtype=np.float32)[:, None]
    result = run(waveform, size=300, overlap=0.0, process=lambda x: x - x[:, :, :1])
    assert_array_equal(result[:, 0], np.concatenate([np.arange(k) for k in (300, 300, 300, 100)]))


def test_the_edges_of_a_window_count_least() -> None:
    weights = Windows(size=1000, overlap=0.5).weights
    assert weights.argmin() in (0, 999)
    assert weights[0] < 1e-5
    assert (weights > 0).all()


def test_the_result_does_not_depend_on_blocks_or_batches(noise: Callable[..., np.ndarray]) -> None:
    waveform = noise(5000)
    rough = [
        run(waveform, block=block, size=700, overlap=0.5, batch_size=batch, process=lambda x: np.tanh(3 * x))
        for block, batch in ((5000, 50), (1, 1), (333, 4))
    ]
    assert_array_equal(rough[0], rough[1])
    assert_array_equal(rough[0], rough[2])


def test_processing_may_change_the_number_of_channels(noise: Callable[..., np.ndarray]) -> None:
    waveform = noise(2000)
    result = run(waveform, size=300, process=lambda x: np.concatenate((x, -x, 2 * x), axis=1))
    assert_allclose(result, np.concatenate((waveform, -waveform, 2 * waveform), axis=1), atol=1e-6)


def test_bad_sizes_are_refused_with_the_value() -> None:
    with pytest.raises(UserError, match=r"overlap must be in 0\.\.0\.9, got 1\.0"):
        Windows(size=100, overlap=1.0)
    with pytest.raises(ValueError, match="size must be positive, got 0"):
        Windows(size=0)
    with pytest.raises(UserError, match="batch_size must be at least 1, got 0"):
        run(np.zeros((10, 1), dtype=np.float32), size=5, batch_size=0)


def test_a_margin_counts_only_where_no_other_window_is() -> None:
    song = np.ones((1000, 1), dtype=np.float32)
    windows = Windows(size=100, overlap=0.5, margin=10)

    def wrong_at_the_edges(mixtures: np.ndarray) -> np.ndarray:
        made = mixtures.copy()
        made[..., :10], made[..., -10:] = 7.0, 7.0
        return made

    made = np.concatenate(list(overlap_add([song], wrong_at_the_edges, windows=windows)))[:, 0]
    assert_allclose(made[10:-10], 1, atol=1e-4)
    assert_allclose(made[:9], 7, atol=1e-4)
