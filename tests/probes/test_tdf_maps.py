from fractions import Fraction

import numpy as np
import pytest
import torch
from torch.testing import assert_close

from lasaft_nb.conditioning import LaSAFT, LatentAttention
from lasaft_nb.models import zoo
from lasaft_nb.probes.tdf_maps import (
    RATIOS,
    balanced_energy,
    bin_width,
    bins,
    detuning_test,
    latent_maps,
    line_test,
    matrix,
    on_line,
    on_lines,
    pooled,
    ratio_profile,
    share_below,
    tdfs,
)

SMALL = {"n_fft": 128, "channels": 2, "n_layers": 1}


def test_tdfs_are_named_by_the_way_of_the_data_and_get_coarser_towards_the_middle() -> None:
    found = tdfs(zoo.build("tfc_tdf_7", **SMALL))
    assert list(found) == [*(f"encoder {i}" for i in (1, 2, 3)), "middle", *(f"decoder {i}" for i in (1, 2, 3))]
    assert [bins(tdf) for tdf in found.values()] == [64, 32, 16, 8, 16, 32, 64]


def test_the_bins_of_every_scale_share_the_range_up_to_half_the_sample_rate() -> None:
    found = tdfs(zoo.build("tfc_tdf_7", **SMALL))
    assert {bin_width(tdf, sample_rate=8000) * bins(tdf) for tdf in found.values()} == {4000}


def test_a_network_without_tdfs_is_refused() -> None:
    with pytest.raises(ValueError, match="must have TDFs"):
        tdfs(zoo.build("tfc_7", **SMALL))


@pytest.mark.parametrize("factor", [None, 4])
def test_the_matrix_is_what_the_layers_do_without_norm_and_relu(factor: int | None) -> None:
    tdf = tdfs(zoo.build("tfc_tdf_7", **SMALL, bottleneck_factor=factor))["encoder 2"]
    x = expected = torch.randn(3, 32)
    for layer in tdf.layers:
        expected = expected @ layer[0].weight.T
    assert_close(x @ matrix(tdf).T, expected)


def test_the_map_of_a_latent_source_is_what_it_makes_of_unit_frames() -> None:
    attention = LatentAttention(embedding_dim=2, n_latent_sources=3)
    block = LaSAFT(channels=1, n_bins=8, attention=attention, bottleneck_factor=None)
    assert latent_maps(block).shape == (3, 8, 8)
    answers = block.tdf.layers[0][0](torch.eye(8)).unflatten(-1, (8, 3))  # (from, to, l)
    assert_close(latent_maps(block)[2], answers[:, :, 2].T)


def test_with_a_bottleneck_it_is_the_product_of_both_layers() -> None:
    block = LaSAFT(channels=2, n_bins=32, attention=LatentAttention(embedding_dim=2, n_latent_sources=2))
    narrow, wide = (layer[0].weight for layer in block.tdf.layers)
    assert_close(latent_maps(block)[1], (wide @ narrow)[1::2])


def test_pooling_keeps_the_largest_magnitude_of_every_tile_and_its_sign() -> None:
    square = torch.tensor([[1.0, -3.0, 0.0, 0.0], [2.0, 0.0, 0.0, 0.5], [0.0, 0.0, -1.0, 1.0], [0.0, 0.0, 0.0, 0.0]])
    assert_close(pooled(square, 2), torch.tensor([[-3.0, 0.5], [0.0, 1.0]]))
    with pytest.raises(ValueError, match="multiples of 3"):
        pooled(square, 3)


F = 128


def noise(seed: int = 0) -> np.ndarray:
    return np.random.default_rng(seed).normal(size=(F, F))


def test_a_cell_is_on_a_line_when_two_frequencies_in_its_bins_have_that_ratio() -> None:
    ratio = Fraction(3, 2)
    for row in range(12):
        for column in range(12):
            possible = max(Fraction(row), ratio * column) < min(Fraction(row + 1), ratio * (column + 1))
            assert on_line(12, 1.5)[row, column] == (possible and row != column)


def test_lines_are_looked_for_in_both_directions() -> None:
    lines = on_lines(32)
    assert (lines == lines.T).all()
    assert all(lines[p * 5, q * 5] and lines[q * 5, p * 5] for p, q in RATIOS)


def test_a_map_with_harmonic_lines_is_far_above_its_control() -> None:
    found = line_test(noise() + 1.0 * on_lines(F))
    assert found.z > 10
    assert found.energy > 1.3
    assert found.control == pytest.approx(1, abs=0.05)


def test_the_line_that_is_there_is_the_one_that_is_found() -> None:
    matrix = noise() + 1.5 * on_line(F, 2.0)
    assert line_test(matrix, ratios=[(2, 1)]).z > 10
    assert abs(line_test(matrix, ratios=[(4, 3)]).z) < 3
    profile = ratio_profile(matrix, [1.8, 2.0, 2.2])
    assert profile[1] > 1.3 * max(profile[0], profile[2])


LOW_BINS = np.outer(0.97 ** np.arange(F), 0.98 ** np.arange(F))  # stronger than high ones
BAND = np.exp(-np.abs(np.subtract.outer(np.arange(F), np.arange(F))) / 10)  # around the main diagonal


@pytest.mark.parametrize("shape", [np.ones((F, F)), LOW_BINS], ids=["noise", "low bins"])
def test_maps_without_lines_are_like_their_shuffled_controls(shape: np.ndarray) -> None:
    scores = [line_test(noise(seed) * shape, n_controls=200).z for seed in range(8)]
    assert abs(np.mean(scores)) < 1
    assert max(np.abs(scores)) < 4


@pytest.mark.parametrize("shape", [np.ones((F, F)), LOW_BINS, BAND], ids=["noise", "low bins", "band"])
def test_maps_without_lines_are_like_their_detuned_controls(shape: np.ndarray) -> None:
    scores = [detuning_test(noise(seed) * shape).z for seed in range(8)]
    assert abs(np.mean(scores)) < 1.5
    assert max(np.abs(scores)) < 6


def test_a_block_of_low_bins_passes_the_shuffled_control_and_not_the_detuned_one() -> None:
    block = 0.3 * np.ones((F, F))
    block[:40, :40] = block[40:, 40:] = 1
    assert np.mean([line_test(noise(seed) * block, n_controls=200).z for seed in range(4)]) > 3
    assert abs(np.mean([detuning_test(noise(seed) * block).z for seed in range(8)])) < 1.5


def test_lines_stand_out_from_detuned_lines() -> None:
    assert detuning_test(noise() + 1.0 * on_lines(F)).z > 5


def test_balancing_ignores_how_strong_rows_and_columns_are() -> None:
    rows, columns = np.arange(1.0, F + 1), 1 / np.arange(1.0, F + 1)
    energy = balanced_energy(np.outer(rows, columns))
    np.testing.assert_allclose(energy, 1)
    assert not balanced_energy(np.zeros((4, 4))).any()


def test_the_share_below_a_frequency_counts_the_energy_of_low_input_bins() -> None:
    matrix = np.zeros((8, 8))
    matrix[7, 1], matrix[0, 4] = 1, 3
    assert share_below(matrix, bin_hz=100, hz=400) == pytest.approx(0.1)


def test_a_map_that_is_not_square_is_refused() -> None:
    with pytest.raises(ValueError, match="square"):
        line_test(np.zeros((4, 5)))
